"""What students can run themselves: worked numbers and properties."""

import numpy as np

from grader.exercise import (
    DIFFERENCE_STEP,
    DIFFERENCE_TOLERANCE,
    SMALLEST_CONTENT,
    Formula,
    arrays,
    assert_close,
    assert_equal,
    assert_that,
    check,
    does_not_mutate,
    find_worked_numbers,
    floats,
    given,
    integers,
    relative_error,
)

from . import spec

X = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
y = np.array([1.0, 2.0, 2.0])
START = np.zeros(2)
COST, GRADIENT, THETA, HISTORY, BEST = (value for _, value in find_worked_numbers(spec))

problems = arrays("theta:(d), X:(n,d), y:(n)", d=(1, 3), n=(1, 4))
# Each entry of the start lies 1 to 3 away from the centre: at the bottom already there is nothing to do.
bowls = arrays("start:(d), centre:(d), curvature:(d)", d=(1, 3)).map(
    lambda bowl: bowl | {"start": bowl["centre"] + bowl["start"] + np.where(bowl["start"] < 0, -1.0, 1.0)}
)


def computes(student, theta, X, y):
    """Fail for a cost that does not depend on the targets, for which most properties hold trivially."""
    cost, _ = student.linreg_cost_grad(theta, X, y)
    # A right cost may stay the same when the targets move one way, but not for both ways.
    moved = [abs(student.linreg_cost_grad(theta, X, y + step)[0] - cost) for step in (1.0, -1.0)]
    assert_that(max(moved) > SMALLEST_CONTENT, "The cost is the same for other targets.", actual=cost)


def gradient_depends_on_all(student, theta, X, y):
    """Fail for a gradient that has no part of its problem in it, such as that of a straight line."""
    _, gradient = student.linreg_cost_grad(theta, X, y)
    rise = X.sum(axis=1)  # of the predictions, if each parameter grows by 1
    for argument, other, change in (
        ("parameters", (theta + 1, X, y), X.T @ rise),
        ("targets", (theta, X, y + 1), X.sum(axis=0)),
    ):
        # Inputs that add up to nothing leave a right gradient as it is.
        if np.abs(change).max() > SMALLEST_CONTENT:
            moved = np.abs(student.linreg_cost_grad(*other)[1] - gradient).max()
            assert_that(moved > 0, f"The gradient is the same for other {argument}.", actual=gradient)


def worked_bowl():
    """Return the cost and gradient of the worked problem, as a function to be minimised."""
    return Formula("(0.5 * np.sum((X @ x - y) ** 2), X.T @ (X @ x - y))", X=X, y=y)


def drawn_bowl(bowl):
    """Return a bowl that is lowest at its centre, with a curvature between 0.5 and 2 along each axis."""
    k = 0.5 + 0.75 * np.abs(bowl["curvature"])
    return Formula("(0.5 * np.sum(k * (x - c) ** 2), k * (x - c))", k=k, c=bowl["centre"])


@check(hint="Write the three errors down, square them, and look at what stands before the sum.")
def worked_cost(student):
    """linreg_cost_grad gives the worked cost of the statement."""
    assert_close(student.linreg_cost_grad(START, X, y)[0], COST, "The cost", rtol=1e-8)


@check(hint="Derive one summand of the cost by one parameter. Which factors does the chain rule leave?")
def worked_gradient(student):
    """linreg_cost_grad gives the worked gradient of the statement."""
    assert_close(student.linreg_cost_grad(START, X, y)[1], GRADIENT, "The gradient", rtol=1e-8)


@check(hint="Do the first step by hand: which way does the gradient point, and which way do you want to go?")
def worked_steps(student):
    """gradient_descent gives the worked parameters of the statement."""
    theta, _ = student.gradient_descent(worked_bowl(), START, 0.1, 3)
    assert_close(theta, THETA, "theta", rtol=1e-8)


@check(hint="Is a cost of your history from before or after the step of the same number?")
def worked_history(student):
    """gradient_descent returns the cost before each step, as in the statement."""
    _, history = student.gradient_descent(worked_bowl(), START, 0.1, 3)
    assert_close(history, HISTORY, "The history", rtol=1e-8)


@check(
    weight=8,
    hint="Compare the slope of your own cost with your gradient, one parameter at a time.",
    guard=(computes, gradient_depends_on_all),
)
@given(arguments=problems)
def gradient_is_that_of_own_cost(student, arguments):
    """The gradient of linreg_cost_grad is that of its own cost."""
    theta, inputs, targets = arguments["theta"], arguments["X"], arguments["y"]
    v = np.cos(np.arange(len(theta)))
    _, gradient = student.linreg_cost_grad(theta, inputs, targets)
    above, _ = student.linreg_cost_grad(theta + DIFFERENCE_STEP * v, inputs, targets)
    below, _ = student.linreg_cost_grad(theta - DIFFERENCE_STEP * v, inputs, targets)
    slope = (above - below) / (2 * DIFFERENCE_STEP)
    detail = f"Along {v.round(3).tolist()} the cost has the slope {slope:.6g}; the gradient says {gradient @ v:.6g}."
    measured = f"The slope of the cost along {v.tolist()} is {slope}; the gradient says {gradient @ v}."
    error = relative_error(float(gradient @ v), slope)
    # A cost in float32 rounds to 1e-7 of itself, and the difference of two is divided by the step.
    in_single = error <= 1e-7 * max(1.0, above) / DIFFERENCE_STEP
    summary = "The gradient is not that of your own cost."
    assert_that(error <= DIFFERENCE_TOLERANCE, summary, detail, actual=gradient, measured=measured, in_single=in_single)


@check(hint="The cost is a sum over examples. What does that make cost and gradient of a batch?", guard=computes)
@given(arguments=problems)
def batch_is_sum_of_rows(student, arguments):
    """Cost and gradient of a batch are the sums of those of its rows."""
    theta, inputs, targets = arguments["theta"], arguments["X"], arguments["y"]
    cost, gradient = student.linreg_cost_grad(theta, inputs, targets)
    rows = [student.linreg_cost_grad(theta, inputs[i : i + 1], targets[i : i + 1]) for i in range(len(targets))]
    assert_close(cost, sum(row[0] for row in rows), "The cost of a batch", atol=1e-10)
    assert_close(gradient, np.sum([row[1] for row in rows], axis=0), "The gradient of a batch", atol=1e-10)


@check(weight=7, hint="Print theta after each of the first steps. Does it come nearer to the point of least cost?")
@given(examples=2, bowl=bowls, alpha=floats(0.15, 0.25))
def small_steps_go_down(student, bowl, alpha):
    """With small steps the cost falls at each step, and comes near its least."""
    # Each step leaves (1 - 0.1 * 0.36) of the error: after 300 steps a factor of 2e-5 at most.
    demand_descent(student, worked_bowl(), START, BEST, alpha=0.1, steps=300)
    # Each step leaves half to 0.925 of the error along an axis: after 200 steps a factor of 2e-7 at most.
    demand_descent(student, drawn_bowl(bowl), bowl["start"], bowl["centre"], alpha=alpha, steps=200)


def demand_descent(student, f, start, best, *, alpha, steps):
    """Fail unless the cost falls at each of the first steps, and the last one ends near the point of least cost."""
    theta, history = student.gradient_descent(f, start, alpha, steps)
    assert_that(np.all(np.diff(history[:20]) < 0), "The cost does not fall at each step.", actual=history)
    assert_close(theta, best, f"theta after {steps} steps", rtol=0, atol=1e-4)


@check(weight=2, hint="How many costs do you write down, and when is the first one?")
@given(examples=8, bowl=bowls, alpha=floats(0.05, 0.2), steps=integers(1, 7))
def history_has_one_cost_per_step(student, bowl, alpha, steps):
    """The history has one entry per step, the first of which is the cost at the start."""
    f = drawn_bowl(bowl)
    _, history = student.gradient_descent(f, bowl["start"], alpha, steps)
    assert_equal(len(history), steps, "The length of the history")
    assert_close(history[0], f(bowl["start"])[0], "The first entry of the history", rtol=1e-8)


arguments_unchanged = does_not_mutate(("linreg_cost_grad",), problems, guard=computes)
