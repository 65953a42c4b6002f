"""Linear regression: the cost, its gradient, and gradient descent on any function."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def linreg_cost_grad(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Return half the sum of squared errors, and its gradient of shape (d,)."""
    error = X @ theta - y
    return float(0.5 * error @ error), X.T @ error


def gradient_descent(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Return the parameters after the last step, and the cost before each step."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta = theta - alpha * gradient
    return theta, history
