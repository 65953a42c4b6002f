"""What students do not see: agreement with the reference, and arguments chosen to break things."""

from contextlib import suppress

import numpy as np

from grader.exercise import CheckFailed, arguments, assert_close, assert_that, check, given, matches_reference

from .public_checks import any_shape, computes_sigmoid, computes_slope, responses

sigmoid_matches_reference = matches_reference(
    "sigmoid",
    arguments(z=any_shape(2.0) | any_shape(10.0)),
    weight=24,
    title="sigmoid has the right value on arrays of many shapes.",
    hint="Follow one negative entry through your formula, then one in the last row of a matrix.",
)

slope_from_output_matches_reference = matches_reference(
    "sigmoid_prime_from_output",
    arguments(a=responses),
    weight=24,
    title="sigmoid_prime_from_output has the right value on arrays of many shapes.",
    hint="Take the slope you derived and look for the places where the sigmoid itself stands in it.",
)


def slopes_from_own_parts(student, reference, z):
    """Return what follows from the student's own sigmoid, directly and through sigmoid_prime_from_output.

    One of the two must be right: ranks of ranks are ranks, and a multiple of a multiple is one.
    """
    computes_sigmoid(student, z)
    a = student.sigmoid(z)
    sigmoid_is_right_somewhere = np.isclose(a, reference.sigmoid(z), rtol=1e-9, atol=1e-12).any()
    if sigmoid_is_right_somewhere:
        yield a * (1 - a)
    own = student.sigmoid_prime_from_output(a)
    if sigmoid_is_right_somewhere or np.allclose(own, a * (1 - a), rtol=1e-9, atol=1e-12):
        yield own


@check(
    weight=22,
    hint="Differentiate 1/u first and then u = 1 + exp(-z). What does each of the two contribute?",
    guard=computes_slope,
)
@given(z=any_shape(2.0) | any_shape(10.0))
def slope_matches_reference(student, reference, z):
    """sigmoid_prime has the right value on arrays of many shapes, or the one that follows from your own parts."""
    found = student.sigmoid_prime(z)
    try:
        assert_close(found, reference.sigmoid_prime(z), "sigmoid_prime")
    except CheckFailed as failure:
        # A part that is broken or not written excuses nothing.
        with suppress(CheckFailed):
            if any(
                np.allclose(found, own, rtol=1e-9, atol=1e-12) for own in slopes_from_own_parts(student, reference, z)
            ):
                student.mark_followed()
                return
        raise failure from None


HUGE = [
    np.array([1e4]),
    np.array([-1e4]),
    np.array([[1e4, -1e4], [-1e4, 1e4]]),
    np.array([-1e4, -1.0, 0.0, 1.0, 1e4]),  # one huge entry does not spoil its neighbours
    np.array([709.0, 710.0, -709.0, -710.0, 745.0, -746.0]),  # exp reaches inf here, and 0
    np.array([[37.0, -37.0], [355.0, -355.0], [355.0, -355.0]]),  # exp(355) is finite, its square is not
    np.array([[2.0, 800.0, -0.5]]),
    np.array([-720.0, 3.0]),
    np.array([[-1.0], [5e3]]),
]
ENDS = [
    np.array([[0.0, 1.0], [1.0, 0.0]]),
    np.array([0.0]),
    np.array([1.0, 0.0, 1.0]),
    np.array([[1.0]]),
    np.array([[0.0], [0.0]]),
]


@check(weight=8, hint="For which sign of z does your exponential grow without bound, and what is left of the fraction?")
def stable_for_huge_arguments(student, reference):
    """All three functions are finite and right for arguments as large as ±10⁴, and for outputs of 0 and 1."""
    for z in HUGE:
        assert_close(student.sigmoid(z), reference.sigmoid(z), "sigmoid")
        huge = np.abs(z) > 30  # the slope at moderate entries is judged elsewhere
        slopes = student.sigmoid_prime(z)
        assert_close(slopes[huge], reference.sigmoid_prime(z)[huge], "sigmoid_prime of huge entries")
    for a in ENDS:
        assert_close(student.sigmoid_prime_from_output(a), np.zeros(a.shape), "sigmoid_prime_from_output")


@check(weight=2, hint="Where you keep huge sums within bounds: into whose array do you write?")
def huge_sums_unchanged(student):
    """sigmoid and sigmoid_prime leave z as it was, also where its entries are huge."""
    student.sigmoid(np.zeros(2))  # there must be one
    changed = []
    for z in HUGE:
        for name in ("sigmoid", "sigmoid_prime"):
            with suppress(CheckFailed):  # other checks judge the answer
                changed += [name] if student.observe(name, z).side_effects.modified else []
    assert_that(not changed, f"{' and '.join(dict.fromkeys(changed))} changed a z with huge entries.")
