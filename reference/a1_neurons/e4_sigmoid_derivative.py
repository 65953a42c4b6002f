"""The sigmoid, and its derivative in terms of its argument and of its value."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), written with tanh so that nothing overflows."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def sigmoid_prime(z: Array) -> Array:
    """Return the derivative of the sigmoid at z."""
    return sigmoid_prime_from_output(sigmoid(z))


def sigmoid_prime_from_output(a: Array) -> Array:
    """Return the derivative of the sigmoid where its value is a."""
    return np.asarray(a * (1 - a))
