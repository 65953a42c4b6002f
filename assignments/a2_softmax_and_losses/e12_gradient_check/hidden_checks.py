"""What students do not see: smooth functions, near misses, and functions that fail."""

import numpy as np

from grader.exercise import Formula, arrays, assert_close, assert_that, check, floats, given

from .public_checks import NEIGHBOURS, computes


@check(weight=2, hint="Test your function on the sine of a sum of two entries, where you know the slopes.")
@given(problem=arrays("A:(m,p), theta:(p)", p=(1, 4), m=(1, 3)))
def matches_reference_on_smooth_functions(student, reference, problem):
    """numerical_gradient has the right value on smooth functions that mix their entries."""
    A, theta = problem["A"], problem["theta"]
    expected = reference.numerical_gradient(Formula("np.sum(np.sin(A @ x))", A=A), theta)
    # Both round f to 1e-16 and divide by 2e-4.
    assert_close(student.numerical_gradient(Formula("np.sum(np.sin(A @ x))", A=A), theta), expected, atol=1e-9)


@check(hint="Too large a step has an error of its own, too small a step loses digits. Which eps is the default?")
def precise_at_default_step(student):
    """At the default eps the relative error on a sum of sines is below 1e-8."""
    theta = np.linspace(-1, 1, 6).reshape(2, 3)
    found = student.numerical_gradient(Formula("np.sum(np.sin(x))"), theta)
    # The centred difference is off by eps² / 6 = 2e-9 of the value, the one-sided by 5e-5.
    assert_close(found, np.cos(theta), rtol=1e-8, atol=1e-10)


@check(hint="An exception can leave your function at any call of f. What must still happen then?", guard=computes)
def theta_restored_after_error(student):
    """theta is as it was also when f raised an exception halfway."""
    f = Formula("np.sum(x * x) if x[0] <= 1.0 else [][0]")
    seen = student.observe("numerical_gradient", f, np.array([1.0, 2.0, 3.0]), eps=0.25)
    if seen.failure is not None and seen.exception != "IndexError":  # it never came to that: show why
        student.numerical_gradient(Formula("np.sum(x * x)"), np.array([1.0, 2.0, 3.0]), eps=0.25)
    assert_that(not seen.side_effects.modified, "After f raised, numerical_gradient left theta changed.")
    assert_that(seen.exception == "IndexError", "The exception that f raised did not reach the caller.")


def own_gradient(student, theta, *, least=1e-3):
    """Return what the student's numerical gradient says, so that the comparison is judged by itself."""
    n = student.numerical_gradient(Formula(NEIGHBOURS), theta)
    sensible = least <= np.abs(n).max() < 1e6
    assert_that(sensible, "numerical_gradient is far off, so nothing can be compared with it.", actual=n)
    return n


def claim(gradient):
    """Return a cost_grad that claims this gradient for NEIGHBOURS."""
    return Formula(f"({NEIGHBOURS}, G)", G=gradient)


THETAS = [np.array([1.0, 2.0, 3.0]), np.arange(1.0, 13.0).reshape(3, 4) / 8, -np.arange(1.0, 9.0).reshape(2, 2, 2) / 4]


@check(
    follows="numerical_gradient",
    weight=4,
    hint="One wrong entry makes a gradient wrong, in either direction. What does your error measure?",
)
def wrong_gradients_rejected(student):
    """gradient_check rejects gradients that are doubled, halved, negated, wrong in one entry or slightly off."""
    for theta in THETAS:
        n = own_gradient(student, theta)
        one_entry = n.copy()
        one_entry.flat[-1] += 0.01
        # Gradients below one, where errors are absolute: one tiny error among many, and two that cancel.
        small = own_gradient(student, theta / 10)
        tiny, opposite = small.copy(), small.copy()
        tiny.flat[-1] += 2e-5
        opposite.flat[0] += 0.01
        opposite.flat[-1] -= 0.01
        for wrong in (2 * n, 0.5 * n, -n, one_entry, n + 1e-3, n - 1e-3):
            assert_that(not student.gradient_check(claim(wrong), theta)[0], "A wrong gradient was accepted.")
        for wrong in (tiny, opposite):
            assert_that(not student.gradient_check(claim(wrong), theta / 10)[0], "A small error was accepted.")
        # An entry of about one, off by 1.5 tol: a bound of tol + tol |g| would let it pass.
        borderline = own_gradient(student, theta / 2)
        borderline.flat[0] += 1.5e-5 * max(1.0, abs(borderline.flat[0]))
        assert_that(not student.gradient_check(claim(borderline), theta / 2)[0], "An error of 1.5 tol was accepted.")
        assert_that(student.gradient_check(claim(n), theta)[0], "The numerical gradient itself was rejected.")


@check(
    follows="numerical_gradient",
    weight=4,
    hint="Compute the error of the claim [2, 5] for the sum of squares at [1, 2] by hand, entry by entry.",
)
@given(off=arrays("(k)", k=3, scale=2.0), scale=floats(0.05, 2.0))
def error_is_the_defined_one(student, off, scale):
    """The error returned is max |n - g| / max(1, |n|, |g|), for gradients of any size and sign."""
    for theta in (scale * THETAS[0], -scale * THETAS[0]):
        n = own_gradient(student, theta, least=0.0)  # an error has its value for a gradient of zero too
        g = n + off
        expected = np.max(np.abs(n - g) / np.maximum(1, np.maximum(np.abs(n), np.abs(g))))
        ok, error = student.gradient_check(claim(g), theta)
        assert_close(error, expected, "The error", rtol=1e-8, atol=1e-9)
        assert_that(ok == (expected <= 1e-5), "The verdict does not go with the error.")
