"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.misconceptions import misconception
from grader.spec import Array


@misconception(
    "gradient_descent",
    hint="The gradient points uphill. The notes print the update with the other sign; where does that take the cost?",
    source="004, lines 2251-2253, 2323, 2339, 2345, 2357: theta + alpha * grad",
)
def climbs(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Steps along the gradient instead of against it."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta = theta + alpha * gradient
    return theta, history


@misconception(
    "linreg_cost_grad",
    hint="The derivative of a square is twice what was squared, times its own derivative. Which of the two is missing?",
    source="004, lines 2302-2315: the factor (h - y) lost",
)
def error_factor_lost(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Loses the error on the way through the chain rule."""
    error = X @ theta - y
    return float(0.5 * error @ error), X.sum(axis=0)


@misconception(
    "linreg_cost_grad", hint="The cost of this course is a sum over examples. Where does your 1/N come from?"
)
def mean_over_examples(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Divides cost and gradient by the number of examples."""
    error = X @ theta - y
    return float(0.5 * error @ error / len(y)), X.T @ error / len(y)


@misconception("linreg_cost_grad", hint="What stands before the sum of squares, and what does it do to the derivative?")
def half_forgotten(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Forgets the half in the cost, and so gets twice the gradient."""
    error = X @ theta - y
    return float(error @ error), 2 * X.T @ error


@misconception("linreg_cost_grad", hint="A square forgets the sign of what was squared, but its derivative does not.")
def target_minus_prediction(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Takes the error the wrong way round in the gradient."""
    error = y - X @ theta
    return float(0.5 * error @ error), X.T @ error
