"""What students do not see: smooth functions, near misses, and functions that fail."""

import numpy as np

from grader.exercise import Formula, arrays, assert_close, assert_that, check, fail, given, integers

from .public_checks import NEIGHBOURS, compares, computes, to_quarters, vectors


@check(weight=6, hint="Test your function on the sine of a sum of two entries, where you know the slopes.")
@given(problem=arrays("A:(m,p), theta:(p)", p=(1, 4), m=(1, 3)))
def matches_reference_on_smooth_functions(student, reference, problem):
    """numerical_gradient has the right value on smooth functions that mix their entries."""
    A, theta = problem["A"], problem["theta"]
    expected = reference.numerical_gradient(Formula("np.sum(np.sin(A @ x))", A=A), theta)
    # Both round f to 1e-16 and divide by 2e-4.
    assert_close(student.numerical_gradient(Formula("np.sum(np.sin(A @ x))", A=A), theta), expected, atol=1e-9)


@check(
    weight=2, hint="Too large a step has an error of its own, too small a step loses digits. Which eps is the default?"
)
@given(examples=10, theta=arrays("(n,k)", n=2, k=3))
def precise_at_default_step(student, theta):
    """At the default eps the relative error on a sum of sines is below 1e-8."""
    found = student.numerical_gradient(Formula("np.sum(np.sin(x))"), theta)
    # The centred difference is off by eps² / 6 = 2e-9 of the value, the one-sided by 5e-5.
    assert_close(found, np.cos(theta), rtol=1e-8, atol=1e-10)


@check(hint="An exception can leave your function at any call of f. What must still happen then?", guard=computes)
@given(examples=4, theta=vectors.map(to_quarters), number=integers(0, 8))
def theta_restored_after_error(student, theta, number):
    """theta is as it was also when f raised an exception halfway."""
    place = number % theta.size
    f = Formula("np.sum(x * x) if x[i] <= at_most else [][0]", i=place, at_most=float(theta[place]))
    seen = student.observe("numerical_gradient", f, theta, eps=0.25)
    if seen.failure is not None and seen.exception != "IndexError":  # it never came to that: show why
        student.numerical_gradient(Formula("np.sum(x * x)"), theta, eps=0.25)
    assert_that(not seen.side_effects.modified, "After f raised, numerical_gradient left theta changed.")
    assert_that(seen.exception == "IndexError", "The exception that f raised did not reach the caller.")


@check(
    follows="numerical_gradient",
    hint="If cost_grad fails halfway, what does your caller learn of it, and what does theta hold?",
    guard=compares,
)
@given(examples=4, theta=vectors.map(to_quarters), number=integers(0, 8))
def check_leaves_theta_after_error(student, theta, number):
    """An exception of cost_grad leaves gradient_check, and theta is as it was."""
    place = number % theta.size
    limit = {"i": place, "at_most": float(theta[place])}
    f = Formula("np.sum(x * x) if x[i] <= at_most else [][0]", **limit)
    cost_grad = Formula("(np.sum(x * x), 2 * x) if x[i] <= at_most else [][0]", **limit)
    seen = student.observe("gradient_check", cost_grad, theta, eps=0.25)
    if seen.failure is not None and seen.exception != "IndexError":  # it never came to that: show why
        student.gradient_check(Formula("(np.sum(x * x), 2 * x)"), theta, eps=0.25)
    if seen.exception == "IndexError" and not seen.side_effects.modified:
        return
    own = student.observe("numerical_gradient", f, theta, eps=0.25)
    if own.side_effects.modified or own.exception != "IndexError":  # the mistake of another function
        student.mark_followed()
        return
    assert_that(not seen.side_effects.modified, "After cost_grad raised, gradient_check left theta changed.")
    fail("The exception that cost_grad raised did not reach the caller.")


def own_gradient(student, theta, *, least=1e-3):
    """Return what the student's numerical gradient says, so that the comparison is judged by itself."""
    n = student.numerical_gradient(Formula(NEIGHBOURS), theta)
    sensible = least <= np.abs(n).max() < 1e6
    assert_that(sensible, "numerical_gradient is far off, so nothing can be compared with it.", actual=n)
    return n


def claim(gradient):
    """Return a cost_grad that claims this gradient for NEIGHBOURS."""
    return Formula(f"({NEIGHBOURS}, G)", G=gradient)


# Two entries at least, each of them between 0.5 and 2 in size: so is the gradient of NEIGHBOURS at both ends.
sizeable = (
    arrays("(n)", n=(2, 4)) | arrays("(n,k)", n=(2, 3), k=(1, 4)) | arrays("(n,k,m)", n=2, k=(1, 2), m=(1, 2))
).map(lambda x: np.where(x < 0, -0.5, 0.5) + 0.75 * x)
# On either side of one, below which errors are absolute.
large = arrays("(k)", k=3, scale=3.0)
small = arrays("(k)", k=3, scale=0.25)


@check(
    follows="numerical_gradient",
    weight=6,
    hint="One wrong entry makes a gradient wrong, in either direction. What does your error measure?",
    guard=computes,
)
@given(examples=4, theta=sizeable)
def wrong_gradients_rejected(student, theta):
    """gradient_check rejects gradients that are doubled, halved, negated, wrong in one entry or slightly off."""
    n = own_gradient(student, theta)
    one_entry = n.copy()
    one_entry.flat[-1] += 0.01
    # An entry of about one, off by 1.5 tol: a bound of tol + tol |g| would let it pass.
    borderline = n.copy()
    borderline.flat[0] += 1.5e-5 * max(1.0, abs(borderline.flat[0]))
    # Gradients below one, where errors are absolute: one tiny error among many, and two that cancel.
    below_one = own_gradient(student, theta / 10)
    tiny, opposite = below_one.copy(), below_one.copy()
    tiny.flat[-1] += 2e-5
    opposite.flat[0] += 0.01
    opposite.flat[-1] -= 0.01
    for wrong in (2 * n, 0.5 * n, -n, one_entry, n + 1e-3, n - 1e-3):
        assert_that(not student.gradient_check(claim(wrong), theta)[0], "A wrong gradient was accepted.")
    for wrong in (tiny, opposite):
        assert_that(not student.gradient_check(claim(wrong), theta / 10)[0], "A small error was accepted.")
    assert_that(not student.gradient_check(claim(borderline), theta)[0], "An error of 1.5 tol was accepted.")
    assert_that(student.gradient_check(claim(n), theta)[0], "The numerical gradient itself was rejected.")


@check(
    follows="numerical_gradient",
    weight=9,
    hint="Compute the error of the claim [2, 5] for the sum of squares at [1, 2] by hand, entry by entry.",
    guard=computes,
)
@given(examples=30, off=large | small, theta=large | small)
def error_is_the_defined_one(student, off, theta):
    """The error returned is max |n - g| / max(1, |n|, |g|), for gradients of any size and sign."""
    for place in (theta, -theta):
        n = own_gradient(student, place, least=0.0)  # an error has its value for a gradient of zero too
        g = n + off
        expected = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
        ok, error = student.gradient_check(claim(g), place)
        assert_close(error, expected, "The error", rtol=1e-8, atol=1e-9)
        assert_that(ok == (expected <= 1e-5), "The verdict does not go with the error.")
