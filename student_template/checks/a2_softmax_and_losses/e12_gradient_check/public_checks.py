"""What students can run themselves: worked numbers and properties of the gradient check."""

import numpy as np

from grader.exercise import (
    SMALLEST_CONTENT,
    Counted,
    Formula,
    arrays,
    assert_close,
    assert_that,
    check,
    find_worked_numbers,
    floats,
    given,
    integers,
)

from . import spec

# Each row has a function, theta, eps and the gradient.
*SQUARES, LINE, CUBIC = find_worked_numbers(spec)
# Without a square in it: x[0] x[1] + x[1] x[2] + ... is exact for any step, yet no entry acts on its own.
NEIGHBOURS = "np.sum(x.ravel()[:-1] * x.ravel()[1:])"


positive = integers(1, 12).map(lambda n: n / 4)
factors = positive | positive.map(lambda factor: -factor)
vectors = arrays("(n)")
any_rank = vectors | arrays("(n,k)", n=(1, 3), k=(1, 3)) | arrays("(n,k,m)", n=(1, 2), k=(1, 2), m=(1, 2))
# A gradient that is zero is half of itself too. A single entry may be as large as in the statement.
nowhere_zero = (any_rank | arrays("(n)", n=1, scale=60.0)).map(lambda theta: np.where(theta == 0, 1.0, theta))
# All entries of the gradient of a x³ have the same error there and are above one, so that eps alone decides.
equal_entries = arrays("(k)", k=(1, 3)).map(lambda theta: np.full(theta.shape, 0.75 + abs(theta[0]) / 4))


def to_quarters(theta):
    """Round to multiples of 1/4, to which a step of 1/4 is added without rounding."""
    return np.round(4 * theta) / 4


def to_thirds(theta):
    """Return numbers, none of them zero, to which a step cannot be added without rounding."""
    return np.where(theta == 0, 1.0, theta) / 3


def computes(student, theta):
    """Fail for gradients that need no work: they do not move with theta, or do not go with f."""
    entries = theta.ravel()  # other shapes have checks of their own
    here = student.numerical_gradient(Formula("np.sum(x * x)"), entries)
    there = student.numerical_gradient(Formula("np.sum(x * x)"), entries + 1)
    moves = np.abs(there - here).max() > SMALLEST_CONTENT
    assert_that(moves, "The gradient does not depend on theta.", actual=there)
    tripled = student.numerical_gradient(Formula("3 * np.sum(x * x) + 5"), entries + 1)
    # Wide enough for a step with which rounding is large: that has its own checks.
    fits = np.all(np.abs(tripled - 3 * there) <= 0.01 * (1 + np.abs(there)))
    assert_that(fits, "Three times the function plus a constant has no gradient three times as large.", actual=tripled)


def compares(student, theta):
    """Fail for errors that need no work: they are the same whatever the cost."""
    _, right = student.gradient_check(Formula("(np.sum(x), np.ones(x.shape))"), theta)
    _, wrong = student.gradient_check(Formula("(5 * np.sum(x), np.ones(x.shape))"), theta)
    depends = abs(right - wrong) > SMALLEST_CONTENT
    assert_that(depends, "The error of a claim does not depend on the cost.", f"It is {wrong:.6g}.")


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
@given(examples=10, slope=factors, theta=floats(-2, 2))
def straight_line(student, slope, theta):
    """The slope of x/2 - 3/5 is 0.5 everywhere, and that of any other straight line is its own."""
    for factor, expected in ((0.5, LINE[3]), (slope, np.array([slope]))):
        found = student.numerical_gradient(Formula("a * x[0] - 0.6", a=factor), np.array([theta]))
        assert_close(found, expected, rtol=1e-9)


@check(weight=3, hint="On which side of theta do you look, and with which eps?")
@given(examples=10, factor=factors, theta=arrays("(k)", k=(1, 3), scale=1.5), eps=integers(1, 4).map(lambda n: n / 4))
def cubic_shows_step(student, factor, theta, eps):
    """For x³ at 1 with eps = 0.01 the centred difference is 3 + eps², that is 3.0001; for a x³ it is a (3x² + eps²)."""
    _, worked_theta, worked_eps, expected = CUBIC
    found = student.numerical_gradient(Formula("x[0] ** 3"), worked_theta, eps=worked_eps)
    assert_close(found, expected, rtol=1e-9)
    found = student.numerical_gradient(Formula("np.sum(a * x ** 3)", a=factor), theta, eps=eps)
    assert_close(found, factor * (3 * theta**2 + eps**2), f"The result for eps = {eps:g}", rtol=1e-9)


@check(
    weight=2, hint="Where does the error of your formula come from, if a parabola with a large step already shows it?"
)
@given(problem=arrays("A:(p,p), theta:(p)", p=(1, 3)))
def exact_for_quadratics(student, problem):
    """For a quadratic function the result is exact, even with eps = 0.5."""
    A, theta = problem["A"], problem["theta"]
    found = student.numerical_gradient(Formula("x @ A @ x", A=A), theta, eps=0.5)
    assert_close(found, (A + A.T) @ theta, rtol=1e-9, atol=1e-9)


@check(weight=2, hint="How do you visit every entry of an array whose number of dimensions you do not know?")
@given(theta=arrays("(n,k)") | arrays("(n,k,m)", n=(1, 2), k=(1, 2)) | arrays("(n)", n=(2, 5)))
def any_shape(student, theta):
    """theta may be a vector, a matrix or a higher array, and f may mix its entries."""
    found = student.numerical_gradient(Formula(NEIGHBOURS), theta)
    assert_close(found, neighbour_gradient(theta), rtol=1e-6, atol=1e-6)


@check(hint="What does theta hold after the last entry was probed?", guard=computes)
@given(examples=10, theta=any_rank.map(to_quarters))
def theta_restored(student, theta):
    """theta is the same after the call as before."""
    seen = student.observe("numerical_gradient", Formula("np.sum(x * x)"), theta, eps=0.25)
    assert_that(not seen.side_effects.modified, "numerical_gradient left theta changed.")
    seen = student.observe("numerical_gradient", Formula("np.sum(x * x)"), to_thirds(theta))
    assert_that(not seen.side_effects.modified, "numerical_gradient left theta changed, if only in its last bits.")


@check(
    weight=2,
    hint="Count by hand for two entries: which values of f does the formula need? Does your code skip or repeat one?",
    guard=computes,
)
@given(examples=3, theta=any_rank)
def two_calls_per_entry(student, theta):
    """f is called twice per entry of theta, and at most once more."""
    f = Counted(Formula("np.sum(x * x)"))
    student.numerical_gradient(f, theta)
    allowed = (2 * theta.size, 2 * theta.size + 1)
    detail = f"It called f {f.calls} times for {theta.size} entries."
    assert_that(f.calls in allowed, "numerical_gradient does not call f twice per entry.", detail)


@check(weight=3, hint="Print both gradients and the error for the sum of squares at [1, 2]: which entry disagrees?")
@given(examples=10, factor=positive, theta=nowhere_zero)
def right_gradients_accepted(student, factor, theta):
    """gradient_check accepts gradients that are right, and not one that is half of it."""
    ok, error = student.gradient_check(Formula("(a * np.sum(x * x) + 0.5, 2 * a * x)", a=factor), theta)
    assert_that(ok, "A right gradient was rejected.", f"The error returned is {error:.2g}.")
    small = error <= 1e-6
    assert_that(small, "The error of a right gradient is large.", f"It is {error:.2g}.", measured=f"It is {error}.")
    ok, error = student.gradient_check(Formula("(a * np.sum(x * x) + 0.5, a * x)", a=factor), np.abs(theta))
    assert_that(not ok, "Half of the right gradient was accepted.", f"The error returned is {error:.2g}.")


@check(
    follows="numerical_gradient",
    weight=3,
    hint="Which of your two functions needs eps? Follow it from one to the other.",
    guard=computes,
)
@given(
    examples=8,
    factor=integers(4, 12).map(lambda n: n / 4),
    theta=equal_entries,
    eps=integers(1, 3).map(lambda n: n / 4),
)
def eps_is_used(student, factor, theta, eps):
    """gradient_check uses the eps it is given, and 1e-4 if it is given none."""
    cubic = Formula("a * np.sum(x ** 3)", a=factor)
    claim = Formula("(a * np.sum(x ** 3), 3 * a * x * x)", a=factor)
    for used, options in ((eps, {"eps": eps}), (1e-4, {})):
        n, g = student.numerical_gradient(cubic, theta, eps=used), 3 * factor * theta * theta
        expected = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
        _, error = student.gradient_check(claim, theta, **options)
        # With 1e-4 it is eps² / 3 x² = 3e-9 or so; the two values of f are rounded to 1e-15 and divided by 2e-4.
        assert_close(error, expected, f"The error with eps = {used:g}", rtol=1e-9, atol=1e-10)


@check(weight=3, hint="What decides between True and False, and what if the error is exactly tol?", guard=compares)
@given(examples=8, claim=integers(1, 8).map(lambda n: n / 8), cost=factors, theta=vectors)
def tol_is_used(student, claim, cost, theta):
    """gradient_check accepts an error of at most tol, and not more."""
    f = Formula("(cost, np.full(x.shape, claim))", cost=cost, claim=claim)
    for tol, accepted in ((2 * claim, True), (claim, True), (claim / 2, False)):
        ok, error = student.gradient_check(f, theta, tol=tol)
        assert_close(error, claim, f"The error of the claim {claim:g} for a constant function")
        words = "was rejected" if accepted else "was accepted"
        assert_that(ok == accepted, f"An error of {claim:g} {words} with tol = {tol:g}.")


@check(
    follows="numerical_gradient",
    hint="Compare theta before and after a call of gradient_check. Which line of it has written to theta?",
    guard=compares,
)
@given(examples=6, theta=vectors.map(to_thirds))
def check_leaves_theta(student, theta):
    """gradient_check leaves theta as it was, to the last bit, whatever it says of the gradient."""
    for claim in ("2 * x", "x"):
        seen = student.observe("gradient_check", Formula(f"(np.sum(x * x), {claim})"), theta)
        if not seen.side_effects.modified:
            continue
        own = student.observe("numerical_gradient", Formula("np.sum(x * x)"), theta)
        assert_that(own.side_effects.modified, "gradient_check left theta changed.")
        student.mark_followed()  # the mistake of another function
