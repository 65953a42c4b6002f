"""The numerical gradient by centred differences, and the comparison of a claimed gradient with it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def numerical_gradient(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Return the centred-difference gradient of f at theta, of theta's shape."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        step = np.zeros(theta.shape)
        step[i] = eps
        gradient[i] = (f(theta + step) - f(theta - step)) / (2 * eps)
    return gradient


def gradient_check(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Return whether the claimed gradient agrees with the numerical one, and the largest relative error."""
    n = numerical_gradient(lambda t: cost_grad(t)[0], theta, eps)
    g = cost_grad(theta)[1]
    scale = np.maximum(1, np.maximum(np.abs(n), np.abs(g)))
    error = float(np.max(np.abs(n - g) / scale))
    return error <= tol, error
