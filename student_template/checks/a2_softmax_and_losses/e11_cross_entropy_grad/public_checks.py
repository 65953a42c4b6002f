"""What students can run themselves: worked numbers and properties of the gradient."""

import numpy as np

from grader.exercise import (
    DIFFERENCE_STEP,
    DIFFERENCE_TOLERANCE,
    DIRECTIONS,
    arrays,
    assert_close,
    assert_that,
    batch_equals_rows,
    check,
    distributions,
    does_not_mutate,
    find_worked_numbers,
    floats,
    given,
    permutation_equivariant,
    relative_error,
)

from . import spec

WORKED = find_worked_numbers(spec)
# A change that is content, and an answer that is small enough for relative tolerances of 1e-9 not to forgive it.
SMALLEST, LARGEST = 1e-5, 1e3

# Entries within ± 10, where no probability is too small to be told from zero.
logits = arrays("(n,k)", n=(2, 4), k=(2, 5), scale=5.0)
# A batch of one row too, for the checks of values: a shape that is wrong for it is paid for there.
any_batch = arrays("(n,k)", n=(1, 4), k=(2, 5), scale=5.0)
square_logits = arrays("(k,k)", k=(2, 4), scale=5.0)
one_row = arrays("(k)", k=(2, 5), scale=5.0)


def with_targets(drawn):
    """Draw targets for drawn logits, rows of them or a single one: one-hot or soft."""

    def pair(Z):
        targets = distributions(Z.size // Z.shape[-1], Z.shape[-1])
        return targets.map(lambda Y: {"Z": Z, "Y": Y.reshape(Z.shape)})

    return drawn.flatmap(pair)


def with_labels(drawn):
    """Draw one-hot targets for drawn logits."""

    def to_one_hot(pair):
        return pair | {"Y": np.eye(pair["Z"].shape[-1])[pair["Y"].argmax(axis=-1)]}

    return with_targets(drawn).map(to_one_hot)


def answer_with_first(student, Z, Y, z):
    """Return the gradient where the first logit is z, and the others lie between -1 and 0."""
    tame = (Z - Z.max()) / 20
    tame.flat[0] = z
    return student.ce_grad_logits(tame, Y)


def computes(student, Z, Y):
    """Fail for answers that need no work, or half of it: those that look at one of the arguments only.

    They take the order of the logits at most, or grow with them for ever. An exponential of any kind does neither,
    whatever is drawn.
    """
    labels = np.eye(Y.shape[-1])[Y.argmax(axis=-1)]
    low, lower = (answer_with_first(student, Z, labels, z) for z in (-5.0, -8.0))  # the smallest logit in both
    assert_that(np.abs(low).max() < LARGEST, "The gradient is far too large.", actual=low)
    depends = np.abs(lower - low).max() > SMALLEST
    assert_that(depends, "The gradient hardly depends on the smallest logit.", actual=lower)
    high, higher = (answer_with_first(student, Z, labels, z) for z in (30.0, 60.0))
    settles = np.abs(higher - high).flat[0] < SMALLEST
    assert_that(settles, "The gradient still changes where one logit is far above all others.", actual=higher)
    relabelled = answer_with_first(student, Z, np.roll(labels, 1, axis=-1), -5.0)
    changed = np.abs(relabelled - low).max() > SMALLEST
    assert_that(changed, "The gradient does not depend on the targets.", actual=relabelled)


def computes_pair(student, pair):
    """Fail for answers that need no work, for logits and targets that were drawn as a pair."""
    computes(student, **pair)


@check(weight=2, hint="Compute the probabilities of the second row, nudge one logit by 0.01 and do it again.")
def worked_numbers(student):
    """ce_grad_logits gives the worked numbers of the statement."""
    for z, y, g in WORKED:
        # Twelve digits are printed in the statement.
        assert_close(student.ce_grad_logits(z, y), g, rtol=1e-8, atol=1e-9)


@check(
    hint="If all logits of a row rise together, the probabilities stay. What must the entries of the row add up to?",
    guard=computes_pair,
)
@given(pair=with_targets(logits))
def rows_sum_to_zero(student, pair):
    """Every row of the gradient sums to 0."""
    g = student.ce_grad_logits(**pair)
    assert_close(g.sum(axis=1), np.zeros(len(g)), "The sum of a row", atol=1e-10)


@check(
    hint="Raise the logit of the right class: does the loss rise or fall? And that of a wrong one?",
    guard=computes_pair,
)
@given(pair=with_labels(logits))
def signs_say_where_to_go(student, pair):
    """With one-hot targets the gradient is negative on the label and positive elsewhere."""
    g, on_label = student.ce_grad_logits(**pair), pair["Y"] == 1
    assert_that(np.all(g[on_label] < 0), "The gradient on a label is not negative.", actual=g)
    assert_that(np.all(g[~on_label] > 0), "The gradient off the label is not positive.", actual=g)


@check(
    weight=6,
    hint="Probabilities forgive a shift of their row. Which step of yours does not, or overflows?",
    guard=computes_pair,
)
@given(pair=with_targets(logits), c=floats(-1000, 1000))
def shift_invariant(student, pair, c):
    """Adding a constant to every logit of a row leaves the gradient unchanged."""
    own_shift = np.resize([1000.0, c, -1000.0], (len(pair["Z"]), 1))
    shifted = student.ce_grad_logits(pair["Z"] + own_shift, pair["Y"])
    # Adding 1000 rounds a logit to about 1e-13, and so the gradient.
    assert_close(shifted, student.ce_grad_logits(**pair), "The gradient at Z + c", atol=1e-10)


reordering_classes_reorders_gradient = permutation_equivariant(
    "ce_grad_logits",
    with_targets(one_row),
    guard=computes,
    weight=4,
    hint="No class is special: does your code treat one differently?",
)

each_row_on_its_own = batch_equals_rows(
    "ce_grad_logits",
    with_targets(arrays("(n,k)", n=(2, 4), k=(2, 4), scale=5.0)),
    guard=computes,
    weight=3,
    hint="The loss is a sum over rows. What can one example do to the slope of another's loss?",
)


def loss(Z, Y):
    """Return the cross-entropy of the statement, summed over rows, without forming a probability that may be 0."""
    return float(np.sum(Y * (np.logaddexp.reduce(Z, axis=-1, keepdims=True) - Z)))


@check(weight=4, hint="Compute the loss at two nearby points. By what does it change, and what does your gradient say?")
@given(examples=20, pair=with_targets(logits))
def slope_along_directions(student, pair):
    """The gradient predicts how the loss changes along random directions."""
    g = student.ce_grad_logits(**pair)
    for seed in range(DIRECTIONS):
        v = np.random.default_rng(seed).normal(size=g.shape)
        step = DIFFERENCE_STEP * v
        slope = (loss(pair["Z"] + step, pair["Y"]) - loss(pair["Z"] - step, pair["Y"])) / (2 * DIFFERENCE_STEP)
        product = float(np.sum(g * v))
        # A loss of 100 rounds to 1e-14; divided by 2e-5 that is a thousandth of the tolerance.
        assert_that(
            relative_error(product, slope) <= DIFFERENCE_TOLERANCE,
            "The gradient is not the slope of the loss along a random direction.",
            f"The slope is {slope:.6g}; the gradient says {product:.6g}.",
            actual=g,
            measured=f"The slope of the loss is {slope}; the gradient says {product}.",
        )


arguments_unchanged = does_not_mutate(
    ("ce_grad_logits",), with_targets(one_row | square_logits), guard=computes, examples=10
)
