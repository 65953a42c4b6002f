"""Softmax over the last axis, shifted so that no exponential overflows."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(Z: Array) -> Array:
    """Return the softmax of each row of logits, of shape (K,) or (N, K)."""
    shifted = Z - Z.max(axis=-1, keepdims=True)  # the largest exponent is 0, so exp lies in (0, 1]
    e = np.exp(shifted)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))
