"""What students can run themselves: worked numbers and properties of softmax."""

import numpy as np

from grader.exercise import (
    SMALLEST_CONTENT,
    arguments,
    arrays,
    assert_close,
    assert_that,
    batch_equals_rows,
    check,
    does_not_mutate,
    find_worked_numbers,
    floats,
    given,
    permutation_equivariant,
)

from . import spec

WORKED = find_worked_numbers(spec)
# Above this, relative tolerances of 1e-9 would come near what `computes` takes for content.
LARGEST = 1e3

# Entries within ± 10, where no exponential is too small to be told from zero.
logits = arrays("(n,k)", k=(2, 5), scale=5.0)
square_logits = arrays("(k,k)", k=(2, 5), scale=5.0)
one_row = arrays("(k)", k=(2, 5), scale=5.0)


def answer_with_first(student, Z, z):
    """Return the answer where the first logit is z, and the others lie between -4 and 0."""
    tame = (Z - Z.max()) / 5
    tame.flat[0] = z
    return student.softmax(tame)


def computes(student, Z):
    """Fail for answers that need no work, for which most properties hold trivially.

    They take the order of the logits at most, or grow with them for ever. An exponential of any kind does neither,
    whatever is drawn.
    """
    low, lower = answer_with_first(student, Z, -5.0), answer_with_first(student, Z, -8.0)  # the smallest logit in both
    assert_that(np.abs(low).max() < LARGEST, "The answer is far too large for a probability.", actual=low)
    depends = np.abs(lower - low).flat[0] > SMALLEST_CONTENT
    assert_that(depends, "The answer hardly depends on the smallest logit.", actual=lower)
    high, higher = answer_with_first(student, Z, 30.0), answer_with_first(student, Z, 60.0)
    settles = np.abs(higher - high).flat[0] < SMALLEST_CONTENT
    assert_that(settles, "The answer still changes where one logit is far above all others.", actual=higher)


@check(weight=2, hint="Work the first row of the table by hand, then look at the second: which c helps?")
def worked_numbers(student):
    """softmax gives the worked numbers of the statement."""
    for z, p in WORKED:
        # Ten digits are printed in the statement.
        assert_close(student.softmax(z), p, rtol=1e-8, atol=1e-9)


@check(
    weight=2,
    hint="Which entries must sum to one: those of the batch, of a column, or of a row?",
    guard=computes,
)
@given(Z=logits)
def rows_sum_to_one(student, Z):
    """Every row of probabilities sums to 1, and every probability is positive."""
    p = student.softmax(Z)
    assert_close(p.sum(axis=1), np.ones(len(p)), "The sum of a row", atol=1e-9)
    assert_that(np.all(p > 0), "A probability is not positive.", f"The smallest is {p.min():.6g}.", actual=p)


@check(
    weight=4,
    hint="Every row may be shifted by a constant of its own. What happens to exp before you divide?",
    guard=computes,
)
@given(Z=logits, c=floats(-1000, 1000))
def shift_invariant(student, Z, c):
    """Adding a constant to all logits of a row, another one for each row, leaves the probabilities unchanged."""
    own_shift = np.resize([1000.0, c, -1000.0], (len(Z), 1))
    # Adding 1000 rounds a logit to about 1e-13, and so the probabilities.
    assert_close(
        student.softmax(Z + own_shift), student.softmax(Z), "softmax(Z + c)", atol=1e-10, names=("shifted", "as it was")
    )


reordering_classes_reorders_answer = permutation_equivariant(
    "softmax",
    arguments(Z=one_row),
    guard=computes,
    weight=2,
    hint="No class is special: does your code treat one differently?",
)

each_row_on_its_own = batch_equals_rows(
    "softmax",
    arguments(Z=arrays("(n,k)", n=(2, 4), k=(2, 4), scale=5.0)),
    guard=computes,
    weight=3,
    hint="Look at the shapes of what you divide by and subtract: does each row meet its own number?",
)


@check(
    weight=2,
    hint="What shape does your answer have for a single row, and which axis do you sum over?",
    guard=computes,
)
@given(Z=one_row)
def single_row_gives_single_row(student, Z):
    """A single row of shape (K,) gives probabilities of shape (K,), larger ones for larger logits."""
    p = student.softmax(Z)
    assert_close(p.sum(), 1.0, "The sum of a single row", atol=1e-9)
    order = np.argsort(Z, kind="stable")
    rises = np.diff(p[order]) > 0
    assert_that(np.all(rises | (np.diff(Z[order]) == 0)), "A larger logit got no larger probability.", actual=p)


@check(weight=4, hint="Write softmax([0, z]) out on paper and divide by the larger term.")
@given(z=floats(-20, 20))
def two_classes_give_sigmoid(student, z):
    """With two classes, softmax([0, z]) is [1 - σ(z), σ(z)]."""
    sigmoid = 1 / (1 + np.exp(-z))
    assert_close(student.softmax(np.array([0.0, z])), np.array([1 - sigmoid, sigmoid]), atol=1e-10)


argument_unchanged = does_not_mutate(("softmax",), arguments(Z=one_row | square_logits), guard=computes)
