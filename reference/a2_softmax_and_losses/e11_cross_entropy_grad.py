"""The gradient of softmax and cross-entropy together, with respect to the logits."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(Z: Array) -> Array:
    """Return the softmax of each row, shifted so that no exponential overflows."""
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def ce_grad_logits(Z: Array, Y: Array) -> Array:
    """Return the gradient of the cross-entropy, summed over rows and classes, at logits of shape (K,) or (N, K)."""
    # With rows of Y that sum to 1, the loss of a row is log(sum(exp(z))) - y . z; softmax is the slope of the first.
    p = softmax(Z)
    return p - Y
