"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.misconceptions import misconception
from grader.spec import Array


def probe(f: Callable[[Array], float], theta: Array, step: Callable[[tuple[int, ...]], Array], divisor: float) -> Array:
    """Return centred differences along `step(i)` for each entry i."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        gradient[i] = (f(theta + step(i)) - f(theta - step(i))) / divisor
    return gradient


def unit(theta: Array, i: tuple[int, ...], eps: float) -> Array:
    """Return the array that is eps at i and 0 elsewhere."""
    step = np.zeros(theta.shape)
    step[i] = eps
    return step


@misconception("numerical_gradient", hint="You look at one side of theta only. What about the other side?")
def one_sided(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Uses the one-sided difference quotient."""
    here = f(theta)
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        gradient[i] = (f(theta + unit(theta, i, eps)) - here) / eps
    return gradient


@misconception(
    "numerical_gradient",
    hint="With a step that small, the two values of f agree in nearly all digits. What is left of the difference?",
    source="004, line 2063: epsilon = 1e-9",
)
def step_of_1e_9(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Uses a step of 1e-9, as one page of the notes does, whatever eps is."""
    return probe(f, theta, lambda i: unit(theta, i, 1e-9), 2e-9)


@misconception("numerical_gradient", hint="How far apart are the two points at which you evaluate f?")
def divides_by_eps(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Divides the centred difference by eps instead of the distance of the two points."""
    return probe(f, theta, lambda i: unit(theta, i, eps), eps)


@misconception(
    "numerical_gradient",
    hint="The slope of x/2 - 3/5 is one half. Your step occurs twice above the line; how often below?",
    source="004, line 2088: the slope of theta/2 - 3/5 printed as 1/4",
)
def divides_by_four_eps(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Halves the slope, as the worked example of the notes does."""
    return probe(f, theta, lambda i: unit(theta, i, eps), 4 * eps)


@misconception("numerical_gradient", hint="A partial derivative moves one entry and leaves the others where they are.")
def all_entries_at_once(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Moves all entries of theta together."""
    return np.full(theta.shape, (f(theta + eps) - f(theta - eps)) / (2 * eps))


@misconception("numerical_gradient", hint="What does theta hold when you come to the next entry, and at the end?")
def theta_not_restored(f: Callable[[Array], float], theta: Array, eps: float = 1e-4) -> Array:
    """Steps up and down in theta itself and stays down."""
    gradient = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        theta[i] += eps
        above = f(theta)
        theta[i] -= 2 * eps
        gradient[i] = (above - f(theta)) / (2 * eps)
    return gradient


def numerical(cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float) -> Array:
    """Return the right numerical gradient of a cost."""
    return probe(lambda t: cost_grad(t)[0], theta, lambda i: unit(theta, i, eps), 2 * eps)


@misconception("gradient_check", hint="An entry can be too large as well as too small. Does your error see both?")
def signed_error(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Takes the largest signed difference instead of the largest absolute one."""
    n, g = numerical(cost_grad, theta, eps), cost_grad(theta)[1]
    error = float(np.max((n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g)))))
    return error <= tol, error


@misconception("gradient_check", hint="One wrong entry among many makes a gradient wrong. What does a mean make of it?")
def mean_error(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, eps: float = 1e-4, tol: float = 1e-5
) -> tuple[bool, float]:
    """Averages the differences over the entries, so that they cancel."""
    n, g = numerical(cost_grad, theta, eps), cost_grad(theta)[1]
    error = float(np.abs(np.mean((n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))))
    return error <= tol, error
