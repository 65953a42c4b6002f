"""A network of one sigmoid layer and a softmax on top: its cost and the gradient of it."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), written so that nothing overflows."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def log_softmax(Z: Array) -> Array:
    """Return the logarithm of the softmax of each row, without forming the softmax."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def hidden(X: Array, W1: Array, b1: Array) -> Array:
    """Return the activations of the hidden layer, of shape (N, H)."""
    return sigmoid(X @ W1 + b1)


def two_layer_cost(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Return the cross-entropy cost, summed over examples and classes."""
    h = hidden(X, W1, b1)
    log_p = log_softmax(h @ W2 + b2)
    return float(-np.sum(Y * log_p))


def two_layer_grads(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> dict[str, Array]:
    """Return the gradient of the cost with respect to sums, parameters and input."""
    h = hidden(X, W1, b1)
    z2 = h @ W2 + b2
    p = np.exp(log_softmax(z2))
    d2 = p - Y
    d1 = (d2 @ W2.T) * h * (1 - h)
    return {
        "d2": d2,
        "d1": d1,
        "dW2": h.T @ d2,
        "db2": d2.sum(axis=0),
        "dW1": X.T @ d1,
        "db1": d1.sum(axis=0),
        "dX": d1 @ W1.T,
    }
