"""What students can run themselves: worked numbers and properties of the gradient check."""

import numpy as np

from grader.exercise import (
    Counted,
    Formula,
    arrays,
    assert_close,
    assert_that,
    check,
    find_worked_numbers,
    given,
)

from . import spec

# Each row has a function, theta, eps and the gradient.
*SQUARES, LINE, CUBIC = find_worked_numbers(spec)
# Without a square in it: x[0] x[1] + x[1] x[2] + ... is exact for any step, yet no entry acts on its own.
NEIGHBOURS = "np.sum(x.ravel()[:-1] * x.ravel()[1:])"


def computes(student):
    """Fail for gradients that need no work, for which most properties hold trivially."""
    theta = np.array([1.0, 2.0, 4.0])
    found = student.numerical_gradient(Formula("np.sum(x ** 3)"), theta)
    elsewhere = student.numerical_gradient(Formula("np.sum(x ** 3)"), theta + 1)
    assert_that(np.abs(found - elsewhere).max() > 1e-4, "The gradient does not depend on theta.", actual=elsewhere)
    assert_that(np.abs(found - theta).max() > 1e-4, "The gradient returned is theta itself.", actual=found)


def neighbour_gradient(theta):
    """Return the gradient of NEIGHBOURS."""
    flat = np.concatenate([[0.0], theta.ravel(), [0.0]])
    return (flat[:-2] + flat[2:]).reshape(theta.shape)


@check(weight=2, hint="Write the formula down for one entry with numbers in it: three places where eps occurs.")
def worked_squares(student):
    """The gradient of the sum of squares is 246.912 at 123.456, and [2, 4] at [1, 2]."""
    squares = Formula("np.sum(x * x)")
    # The square of 123.456 has an absolute error of about 2e-12, which division by 2e-4 makes 1e-8.
    for _, theta, _, expected in SQUARES:
        assert_close(student.numerical_gradient(squares, theta), expected, rtol=1e-8)


@check(hint="A straight line has the same slope everywhere, whatever the step. By what do you divide?")
def straight_line(student):
    """The slope of x/2 - 3/5 is 0.5 everywhere."""
    for theta in (-2.0, 0.0, 1.0):
        found = student.numerical_gradient(Formula("0.5 * x[0] - 0.6"), np.array([theta]))
        assert_close(found, LINE[3], rtol=1e-9)


@check(hint="On which side of theta do you look, and with which eps?")
def cubic_shows_step(student):
    """For x³ at 1 with eps = 0.01 the centred difference is 3 + eps², that is 3.0001, and elsewhere 3 x² + eps²."""
    _, theta, eps, expected = CUBIC
    found = student.numerical_gradient(Formula("x[0] ** 3"), theta, eps=eps)
    assert_close(found, expected, rtol=1e-9)
    for theta in (np.array([1.0]), np.array([1.0, 2.0]), np.array([-0.5, 1.5, 3.0])):
        for eps in (0.25, 0.5, 1.0):
            found = student.numerical_gradient(Formula("np.sum(x ** 3)"), theta, eps=eps)
            assert_close(found, 3 * theta**2 + eps**2, f"The result for eps = {eps:g}", rtol=1e-9)


@check(hint="Where does the error of your formula come from, if a parabola with a large step already shows it?")
@given(problem=arrays("A:(p,p), theta:(p)", p=(1, 3)))
def exact_for_quadratics(student, problem):
    """For a quadratic function the result is exact, even with eps = 0.5."""
    A, theta = problem["A"], problem["theta"]
    found = student.numerical_gradient(Formula("x @ A @ x", A=A), theta, eps=0.5)
    assert_close(found, (A + A.T) @ theta, rtol=1e-9, atol=1e-9)


@check(hint="How do you visit every entry of an array whose number of dimensions you do not know?")
@given(theta=arrays("(n,k)") | arrays("(n,k,m)", n=(1, 2), k=(1, 2)) | arrays("(n)", n=(2, 5)))
def any_shape(student, theta):
    """theta may be a vector, a matrix or a higher array, and f may mix its entries."""
    found = student.numerical_gradient(Formula(NEIGHBOURS), theta)
    assert_close(found, neighbour_gradient(theta), rtol=1e-6, atol=1e-6)


@check(hint="What does theta hold after the last entry was probed?", guard=computes)
def theta_restored(student):
    """theta is the same after the call as before."""
    # A step of 1/4 adds and subtracts without rounding.
    seen = student.observe("numerical_gradient", Formula("np.sum(x * x)"), np.array([[1.0, 2.0], [3.0, 5.0]]), eps=0.25)
    assert_that(not seen.side_effects.modified, "numerical_gradient left theta changed.")


@check(
    hint="Count by hand for two entries: which values of f does the formula need? Does your code skip or repeat one?"
)
def two_calls_per_entry(student):
    """f is called twice per entry of theta, and at most once more."""
    for theta in (np.array([1.0, 2.0, 4.0]), np.array([[1.0, 2.0], [3.0, 4.0]])):
        f = Counted(Formula("np.sum(x * x)"))
        student.numerical_gradient(f, theta)
        allowed = (2 * theta.size, 2 * theta.size + 1)
        detail = f"It called f {f.calls} times for {theta.size} entries."
        assert_that(f.calls in allowed, "numerical_gradient does not call f twice per entry.", detail)


@check(weight=2, hint="Print both gradients and the error for the sum of squares at [1, 2]: which entry disagrees?")
def right_gradients_accepted(student):
    """gradient_check accepts gradients that are right, and not one that is half of it."""
    worked = [theta for _, theta, _, _ in SQUARES]
    for theta in (*worked, np.array([[0.5, -1.5], [2.0, 0.25]])):
        ok, error = student.gradient_check(Formula("(np.sum(x * x), 2 * x)"), theta)
        assert_that(ok, "A right gradient was rejected.", f"The error returned is {error:.2g}.")
        assert_that(error <= 1e-6, "The error of a right gradient is large.", f"It is {error:.2g}.")
    ok, error = student.gradient_check(Formula("(np.sum(x * x), x)"), worked[1])
    assert_that(not ok, "Half of the right gradient was accepted.", f"The error returned is {error:.2g}.")


@check(
    follows="numerical_gradient",
    weight=2,
    hint="Which of your two functions needs eps? Follow it from one to the other.",
)
def eps_is_used(student):
    """gradient_check uses the eps it is given, and 1e-4 if it is given none."""
    cubic, claim = Formula("np.sum(x ** 3)"), Formula("(np.sum(x ** 3), 3 * x * x)")
    for theta in (np.ones(1), np.ones(2), np.ones(3)):
        for eps, options in ((0.5, {"eps": 0.5}), (0.25, {"eps": 0.25}), (1e-4, {})):
            n, g = student.numerical_gradient(cubic, theta, eps=eps), 3 * theta * theta
            expected = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
            _, error = student.gradient_check(claim, theta, **options)
            # With 1e-4 it is eps² / 3 = 3.3e-9; the two values of f are rounded to 1e-16 and divided by 2e-4.
            assert_close(error, expected, f"The error with eps = {eps:g}", rtol=1e-9, atol=1e-10)


@check(weight=2, hint="What decides between True and False, and what if the error is exactly tol?")
def tol_is_used(student):
    """gradient_check accepts an error of at most tol, and not more."""
    for theta in (np.ones(1), np.ones(2), np.ones(3)):
        for claim in (0.5, 0.25):
            f = Formula("(0.0, np.full(x.shape, claim))", claim=claim)
            for tol, accepted in ((2 * claim, True), (claim, True), (claim / 2, False)):
                ok, error = student.gradient_check(f, theta, tol=tol)
                assert_close(error, claim, f"The error of the claim {claim:g} for a constant function")
                words = "was rejected" if accepted else "was accepted"
                assert_that(ok == accepted, f"An error of {claim:g} {words} with tol = {tol:g}.")
