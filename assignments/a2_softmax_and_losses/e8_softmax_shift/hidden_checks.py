"""What students do not see: agreement with the reference, and inputs chosen to break things."""

import numpy as np

from grader.exercise import arguments, arrays, assert_close, assert_that, check, given, matches_reference

from .public_checks import computes, logits, one_row, square_logits

matches_reference_on_batches = matches_reference(
    "softmax",
    arguments(Z=logits),
    weight=5,
    title="softmax has the right value on many batches.",
    hint="Take a batch of two different rows and compute one of them by hand.",
)

matches_reference_on_square_batches = matches_reference(
    "softmax",
    arguments(Z=square_logits),
    weight=2,
    title="softmax has the right value on square batches.",
    hint="On a square batch, a sum along the wrong axis still has a shape that fits.",
)

HUGE_ROWS = [
    np.array([1e4, 0.0, -1e4]),
    np.array([-1e4, 0.0, 1e4]),
    np.array([-1e4, -1e4 + 1, -1e4]),
    np.array([1e4, 1e4]),
    np.array([710.0, 709.0]),
    np.array([0.0, 3e3, 1.0, 2.0]),
    np.array([-2e3, 1.0]),
    np.zeros(3),
]
HUGE_BATCHES = [
    np.array([[1e4, 1e4 - 1, 0.0], [-1e4, -1e4 + 1, -1e4]]),  # rows that differ by 2e4
    np.array([[-1e4, -1e4, -1e4], [3.0, 3.0, 3.0], [3.0, 3.0, 3.0]]),  # duplicate rows
    np.array([[710.0, 709.0], [0.0, 1.0]]),
    np.zeros((3, 2)),
]


@check(weight=4, hint="exp of a large number is inf. Which shift makes the largest logit harmless?")
def stable_for_huge_logits(student, reference):
    """A row of logits as large as ±10⁴ gives finite and right probabilities."""
    for z in HUGE_ROWS:
        assert_close(student.softmax(z), reference.softmax(z), atol=1e-10)


@check(weight=4, hint="A shift that suits one row may be far too large for another. Whose largest logit counts?")
def stable_across_rows(student, reference):
    """Rows of very different size in one batch do not disturb one another."""
    for Z in HUGE_BATCHES:
        assert_close(student.softmax(Z), reference.softmax(Z), atol=1e-10)


@check(weight=4, hint="Take the logarithm of p_i / p_j in the definition: what is left?")
@given(z=one_row)
def log_ratios_are_differences(student, z):
    """log(p_i / p_j) = z_i - z_j within a row."""
    p = student.softmax(z)
    assert_that(np.all(p > 0), "A probability is not positive.", actual=p)
    assert_close(np.log(p[1:] / p[0]), z[1:] - z[0], "log(p_i / p_j)", atol=1e-9)


# Logits that differ, but not by so much that the largest has all the probability before they are doubled.
different_logits = arrays("(k)", k=(2, 5)).filter(lambda Z: np.ptp(Z) >= 0.25)


@check(hint="Softmax forgives a shift, but not a factor.", guard=computes)
@given(examples=12, Z=different_logits)
def scaling_matters(student, Z):
    """Doubling the logits changes the probabilities."""
    p, doubled = student.softmax(Z), student.softmax(2 * Z)
    assert_that(np.abs(doubled - p).max() > 1e-3, "softmax(2z) equals softmax(z).", actual=doubled)
