"""What goes wrong in practice, as code: each replaces one function of the reference."""

from collections.abc import Callable

import numpy as np

from grader.exercise import Array, misconception


@misconception(
    "gradient_descent",
    hint="The gradient points uphill. The notes print the update with the other sign; where does that take the cost?",
    source="004, lines 2251-2253, 2323, 2339, 2345, 2357: theta + alpha * grad; 001, line 352: += with pred - true",
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


@misconception(
    "linreg_cost_grad",
    hint="A square forgets the sign of what was squared, but its derivative does not.",
    source="004, line 2433: error = actual - predicted, which fits an update with a plus sign only",
)
def target_minus_prediction(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Takes the error the wrong way round in the gradient."""
    error = y - X @ theta
    return float(0.5 * error @ error), X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="An error of +1 and one of -1 are two errors. What keeps them from cancelling in the cost?",
    source="001, line 232: the error without its square",
)
def error_not_squared(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Adds the errors up without squaring them; the gradient is right."""
    error = X @ theta - y
    return float(0.5 * error.sum()), X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="Your gradient is that of a cost without its factor. Which factor does the square bring, and which stays?",
    source="001, lines 987 and 1127: E = (d - y)^2 and (d - y)^2 / 2 used in turn",
)
def factor_two_in_gradient(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Has the half in the cost, and the gradient of the cost without it."""
    error = X @ theta - y
    return float(0.5 * error @ error), 2 * X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="You halve the cost and the gradient. What does differentiating a square do to a factor of one half?",
)
def half_kept_in_gradient(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Keeps the half in the gradient too."""
    error = X @ theta - y
    return float(0.5 * error @ error), 0.5 * X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="The gradient fits the cost of the statement, your own cost does not. What stands before its sum?",
)
def half_forgotten_in_cost(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Forgets the half in the cost only."""
    error = X @ theta - y
    return float(error @ error), X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="Your cost is a mean and your gradient belongs to a sum. Which of the two does the statement ask for?",
    source="000, line 262: called mean squared error, and a sum",
)
def mean_in_cost_only(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Averages the cost, and returns the gradient of the sum."""
    error = X @ theta - y
    return float(0.5 * error @ error / len(y)), X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="Your cost is a sum and your gradient belongs to a mean. Which of the two does the statement ask for?",
)
def mean_in_gradient_only(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Returns the cost of the sum, and averages the gradient."""
    error = X @ theta - y
    return float(0.5 * error @ error), X.T @ error / len(y)


@misconception(
    "linreg_cost_grad",
    hint="Write the shapes under your product with three examples and two parameters. Over which of them is the sum?",
    exception="an exception wherever there are not as many examples as parameters, in all that needs the cost too",
)
def inputs_not_transposed(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Multiplies the errors by X as it stands, which fits only if N = d."""
    error = X @ theta - y
    return float(0.5 * error @ error), X @ error


@misconception(
    "gradient_descent",
    hint="How long is a step of yours, and who decides that? One of the arguments is never used.",
    source="004, line 151: the update without its learning rate",
)
def learning_rate_missing(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Subtracts the whole gradient, whatever alpha is."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta = theta - gradient
    return theta, history


@misconception(
    "gradient_descent",
    hint="After one step you stand somewhere else. Where is the slope that your second step follows measured?",
    source="000, slide on stochastic gradient descent: all gradients taken at the initial weights",
)
def gradient_of_the_start(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Takes every step along the gradient at the starting point."""
    history = np.empty(steps)
    _, gradient = cost_grad(theta)
    for k in range(steps):
        history[k], _ = cost_grad(theta)
        theta = theta - alpha * gradient
    return theta, history


@misconception(
    "gradient_descent",
    hint="Do three steps on paper: at which theta is the first entry of the history the cost?",
)
def history_after_the_step(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Writes down the cost after each step instead of before it."""
    history = np.empty(steps)
    for k in range(steps):
        theta = theta - alpha * cost_grad(theta)[1]
        history[k], _ = cost_grad(theta)
    return theta, history


@misconception(
    "gradient_descent",
    hint="Count the fence posts: how many costs lie before a step, if there are three steps?",
)
def history_with_the_end(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Adds the cost at the end to the history."""
    history = []
    for _ in range(steps):
        cost, gradient = cost_grad(theta)
        history.append(cost)
        theta = theta - alpha * gradient
    return theta, np.array([*history, cost_grad(theta)[0]])


@misconception(
    "gradient_descent",
    hint="Near the bottom the slope is small, and steps should be too. What did you do to the length of the gradient?",
)
def steps_of_one_length(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Divides the gradient by its length, so that every step is alpha long."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta = theta - alpha * gradient / np.linalg.norm(gradient)
    return theta, history


@misconception(
    "gradient_descent",
    hint="The caller still needs the starting point. Which of your statements changes the array you were given?",
    exception="every value is right; only the promise to leave the argument alone is broken",
)
def steps_in_the_argument(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Steps in the caller's array."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta -= alpha * gradient
    return theta.copy(), history


@misconception(
    "linreg_cost_grad",
    hint="The caller still needs the targets. Which of your statements changes y itself?",
    exception="every value is right; only the promise to leave the arguments alone is broken",
)
def writes_into_targets(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Keeps the errors in the array of the targets."""
    np.subtract(X @ theta, y, out=y)
    return float(0.5 * y @ y), X.T @ y


@misconception(
    "linreg_cost_grad",
    hint="Print the shape of your errors for three examples: how many are there? A column minus a row is a table.",
)
def every_prediction_with_every_target(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Subtracts each target from each prediction, N² errors in all."""
    errors = (X @ theta)[:, None] - y
    return float(0.5 * np.sum(errors**2)), np.asarray((X.T @ errors).sum(axis=1))


@misconception(
    "linreg_cost_grad",
    hint="An error of +1 and one of -1 are two errors. What comes first in the formula, the square or the sum?",
)
def square_of_the_sum(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Adds the errors up before squaring, so that they cancel in the cost; the gradient is right."""
    error = X @ theta - y
    return float(0.5 * np.sum(error) ** 2), X.T @ error


@misconception(
    "linreg_cost_grad",
    hint="By how much does a prediction change with one parameter? Not by 1, unless the input is 1.",
)
def inputs_left_out_of_gradient(theta: Array, X: Array, y: Array) -> tuple[float, Array]:
    """Adds up the errors for every parameter alike, without the inputs they belong to."""
    error = X @ theta - y
    return float(0.5 * error @ error), np.full(theta.shape, error.sum())


@misconception(
    "gradient_descent",
    hint="All entries of a step belong to one point. What has become of theta when you come to its second entry?",
)
def parameters_one_by_one(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Moves one parameter at a time, and takes the next slope where that one has gone already."""
    theta, history = theta.copy(), np.empty(steps)
    for k in range(steps):
        history[k], _ = cost_grad(theta)
        for j in range(len(theta)):
            theta[j] -= alpha * cost_grad(theta)[1][j]
    return theta, history


@misconception(
    "gradient_descent",
    hint="Count your steps for the worked example on your fingers. Where does your loop begin, and where does it end?",
)
def one_step_too_few(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Takes one step less than asked for."""
    history = np.empty(steps - 1)
    for k in range(steps - 1):
        history[k], gradient = cost_grad(theta)
        theta = theta - alpha * gradient
    return theta.copy(), history


@misconception(
    "gradient_descent",
    hint="How long is your history after three steps? How often does your loop come round?",
)
def ends_after_the_first_step(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Returns from within the loop, after a single step."""
    cost, gradient = cost_grad(theta)
    return theta - alpha * gradient, np.array([cost])


@misconception(
    "gradient_descent",
    hint="Two things are returned. Read in the statement which comes first.",
)
def pair_swapped(
    cost_grad: Callable[[Array], tuple[float, Array]], theta: Array, alpha: float, steps: int
) -> tuple[Array, Array]:
    """Returns the history first and the parameters second."""
    history = np.empty(steps)
    for k in range(steps):
        history[k], gradient = cost_grad(theta)
        theta = theta - alpha * gradient
    return history, theta
