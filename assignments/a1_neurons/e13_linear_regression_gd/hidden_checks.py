"""What students do not see: agreement with the reference, and inputs chosen to break things."""

import numpy as np

from grader.exercise import Formula, arrays, assert_close, assert_equal, assert_that, check, floats, given, integers

from .public_checks import START, problems, worked_bowl

# The second couples its parameters: the slope along one of them depends on where the others are.
FUNCTIONS = (Formula("(np.sum(np.cos(x)), -np.sin(x))"), Formula("(0.5 * np.sum(x) ** 2, np.sum(x) + 0 * x)"))
starts = arrays("(d)", d=(1, 3))


@check(weight=19, hint="Take one example and one parameter. What is half of a square's sum, written out?")
@given(arguments=problems)
def cost_matches_reference(student, reference, arguments):
    """The cost has the right value on many problems."""
    assert_close(student.linreg_cost_grad(**arguments)[0], reference.linreg_cost_grad(**arguments)[0], "The cost")


@check(weight=19, hint="Which of the errors belongs to which row of X, and what does each entry of X do with it?")
@given(arguments=problems)
def gradient_matches_reference(student, reference, arguments):
    """The gradient has the right value on many problems."""
    expected = reference.linreg_cost_grad(**arguments)[1]
    assert_close(student.linreg_cost_grad(**arguments)[1], expected, "The gradient", scale=10.0)


@check(
    weight=3,
    hint="At the bottom of a bowl there is no slope. What is the error there, and what is left of your gradient?",
)
def gradient_vanishes_at_least_squares(student):
    """The gradient is zero at the solution of least squares, and not elsewhere."""
    generator = np.random.default_rng(13)
    X, y = generator.normal(size=(6, 3)), generator.normal(size=6)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    assert_close(student.linreg_cost_grad(best, X, y)[1], np.zeros(3), "The gradient at the optimum", atol=1e-9)
    away = student.linreg_cost_grad(best + 1, X, y)[1]
    assert_that(np.abs(away).max() > 1e-3, "The gradient is zero away from the optimum.", actual=away)


@check(weight=15, hint="Your function must minimise whatever it is given, one step after the other.")
@given(examples=10, start=starts, alpha=floats(0.05, 0.5), steps=integers(1, 6))
def minimises_other_functions(student, reference, start, alpha, steps):
    """gradient_descent gives the right parameters for other functions, starting points and steps."""
    for f in FUNCTIONS:
        expected, _ = reference.gradient_descent(f, start, alpha, steps)
        assert_close(student.gradient_descent(f, start, alpha, steps)[0], expected, "theta", atol=1e-10)


@check(
    weight=17, hint="Take a function of your own and two steps. At which theta is each cost of your history measured?"
)
@given(examples=10, start=starts, alpha=floats(0.05, 0.5), steps=integers(1, 6))
def history_of_other_functions(student, reference, start, alpha, steps):
    """gradient_descent returns the right history for other functions, starting points and steps."""
    for f in FUNCTIONS:
        _, expected = reference.gradient_descent(f, start, alpha, steps)
        assert_close(student.gradient_descent(f, start, alpha, steps)[1], expected, "The history", atol=1e-10)


@check(weight=3, hint="Steps that are too long overshoot. Which factor decides how long a step is?")
@given(examples=3, alpha=floats(0.13, 0.2), steps=integers(40, 60))
def long_steps_diverge(student, alpha, steps):
    """With alpha above the bound of the statement the cost grows, faster than any straight line."""
    _, history = student.gradient_descent(worked_bowl(), START, alpha, steps)
    assert_equal(len(history), steps, "The number of costs in the history")
    # Each step multiplies almost all of the cost by (1 - 16.6 alpha)², which is 1.3 or more: 39 of them give 10⁵.
    grows = history[-1] > 1000 * history[0] > 0
    assert_that(grows, "The cost does not grow for steps that are too long.", actual=history)


@check(hint="The caller still needs the starting point: which of your statements changes it?")
def starting_point_unchanged(student):
    """gradient_descent leaves its starting point as it was."""
    seen = student.observe("gradient_descent", worked_bowl(), np.array([1.0, 2.0]), 0.1, 3)
    assert_that(seen.failure is None, "gradient_descent raised an exception.")
    assert_that(np.abs(seen.answer[0] - [1.0, 2.0]).max() > 1e-3, "theta did not move.", actual=seen.answer[0])
    assert_that(not seen.side_effects.modified, "gradient_descent changed the array that it started from.")
