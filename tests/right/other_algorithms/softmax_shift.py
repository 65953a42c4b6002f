"""Each probability is one over the sum of its odds against all classes."""

import numpy as np


def softmax(Z):
    with np.errstate(over="ignore"):
        odds = np.exp(Z[..., None, :] - Z[..., :, None])
    return 1 / odds.sum(axis=-1)
