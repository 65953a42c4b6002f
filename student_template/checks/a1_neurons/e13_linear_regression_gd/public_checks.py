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
    given,
    relative_error,
)

from . import spec

X = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
y = np.array([1.0, 2.0, 2.0])
START = np.zeros(2)
COST, GRADIENT, THETA, HISTORY, BEST = (value for _, value in find_worked_numbers(spec))

problems = arrays("theta:(d), X:(n,d), y:(n)", d=(1, 3), n=(1, 4))


def computes(student):
    """Fail for gradients that need no work, for which most properties hold trivially."""
    _, gradient = student.linreg_cost_grad(START, X, y)
    assert_that(np.ptp(gradient) > SMALLEST_CONTENT, "The gradient is the same number everywhere.", actual=gradient)


def bowl():
    """Return the cost and gradient of the worked problem, as a function to be minimised."""
    return Formula("(0.5 * np.sum((X @ x - y) ** 2), X.T @ (X @ x - y))", X=X, y=y)


@check(weight=3, hint="Write the three errors down, square them, and look at what stands before the sum.")
def worked_cost(student):
    """linreg_cost_grad gives the worked cost of the statement."""
    assert_close(student.linreg_cost_grad(START, X, y)[0], COST, "The cost", rtol=1e-8)


@check(weight=2, hint="Derive one summand of the cost by one parameter. Which factors does the chain rule leave?")
def worked_gradient(student):
    """linreg_cost_grad gives the worked gradient of the statement."""
    assert_close(student.linreg_cost_grad(START, X, y)[1], GRADIENT, "The gradient", rtol=1e-8)


@check(weight=3, hint="Do the first step by hand: which way does the gradient point, and which way do you want to go?")
def worked_steps(student):
    """gradient_descent gives the worked parameters of the statement."""
    theta, _ = student.gradient_descent(bowl(), START, 0.1, 3)
    assert_close(theta, THETA, "theta", rtol=1e-8)


@check(weight=2, hint="Is a cost of your history from before or after the step of the same number?")
def worked_history(student):
    """gradient_descent returns the cost before each step, as in the statement."""
    _, history = student.gradient_descent(bowl(), START, 0.1, 3)
    assert_close(history, HISTORY, "The history", rtol=1e-8)


@check(weight=3, hint="Compare the slope of your own cost with your gradient, one parameter at a time.", guard=computes)
@given(problem=problems)
def gradient_is_that_of_own_cost(student, problem):
    """The gradient of linreg_cost_grad is that of its own cost."""
    theta, inputs, targets = problem["theta"], problem["X"], problem["y"]
    v = np.cos(np.arange(len(theta)))
    _, gradient = student.linreg_cost_grad(theta, inputs, targets)
    above, _ = student.linreg_cost_grad(theta + DIFFERENCE_STEP * v, inputs, targets)
    below, _ = student.linreg_cost_grad(theta - DIFFERENCE_STEP * v, inputs, targets)
    slope = (above - below) / (2 * DIFFERENCE_STEP)
    detail = f"Along {v.round(3).tolist()} the cost has the slope {slope:.6g}; the gradient says {gradient @ v:.6g}."
    close = relative_error(float(gradient @ v), slope) <= DIFFERENCE_TOLERANCE
    assert_that(close, "The gradient is not that of your own cost.", detail, actual=gradient)


@check(
    weight=2, hint="The cost is a sum over examples. What does that make cost and gradient of a batch?", guard=computes
)
@given(problem=problems)
def batch_is_sum_of_rows(student, problem):
    """Cost and gradient of a batch are the sums of those of its rows."""
    theta, inputs, targets = problem["theta"], problem["X"], problem["y"]
    cost, gradient = student.linreg_cost_grad(theta, inputs, targets)
    rows = [student.linreg_cost_grad(theta, inputs[i : i + 1], targets[i : i + 1]) for i in range(len(targets))]
    assert_close(cost, sum(row[0] for row in rows), "The cost of a batch", atol=1e-10)
    assert_close(gradient, np.sum([row[1] for row in rows], axis=0), "The gradient of a batch", atol=1e-10)


@check(weight=3, hint="Print theta after each of the first steps. Does it come nearer to the point of least cost?")
def small_steps_go_down(student):
    """With small steps the cost falls at each step, and comes near its least."""
    _, history = student.gradient_descent(bowl(), START, 0.1, 300)
    assert_that(np.all(np.diff(history[:20]) < 0), "The cost does not fall at each step.", actual=history)
    theta, _ = student.gradient_descent(bowl(), START, 0.1, 300)
    # Each step leaves (1 - 0.1 * 0.36) of the error: after 300 steps a factor of 2e-5 at most.
    assert_close(theta, BEST, "theta after 300 steps", rtol=0, atol=1e-4)


@check(hint="How many costs do you write down, and when is the first one?")
def history_has_one_cost_per_step(student):
    """The history has one entry per step, the first of which is the cost at the start."""
    for steps in (1, 2, 7):
        _, history = student.gradient_descent(bowl(), START, 0.05, steps)
        assert_equal(len(history), steps, "The length of the history")
        assert_close(history[0], COST, "The first entry of the history", rtol=1e-8)


arguments_unchanged = does_not_mutate(("linreg_cost_grad",), problems, guard=computes)
