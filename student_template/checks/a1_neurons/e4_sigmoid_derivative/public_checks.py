"""What students can run themselves: worked numbers and properties of the sigmoid and its slope."""

import numpy as np

from grader.exercise import (
    DIFFERENCE_STEP,
    SMALLEST_CONTENT,
    arguments,
    arrays,
    assert_close,
    assert_computes,
    assert_that,
    check,
    does_not_mutate,
    find_worked_numbers,
    given,
)

from . import spec

WORKED_Z, WORKED_SIGMOID, WORKED_SLOPE = np.array(find_worked_numbers(spec), dtype=np.float64).T.copy()
# For |z| <= 5, a sigmoid and its slope both change by more than 6e-4 over a tenth of a unit.
MODERATE, CENTRE, APART = 5.0, 2.0, 0.1


def one_row(scale):
    """Draw vectors with entries within ± 2 `scale`, on a grid of 0.001."""
    return arrays("(n)", n=(1, 6), scale=scale)


def any_shape(scale):
    """Draw arrays of one to three dimensions, for the checks of values: a wrong shape is paid for there."""
    return one_row(scale) | arrays("(n,k)", scale=scale) | arrays("(n,k,m)", n=(1, 3), k=(1, 3), m=(1, 2), scale=scale)


# Between 0 and 1; both ends are on the grid that half of the draws come from.
responses = any_shape(0.5).map(np.abs)


def demand_work(answer, argument, distance):
    """Fail for an answer that took no work where entries of the argument lie at different distances.

    A right answer may be the same everywhere for a single entry, for z and -z, and far from 0: such draws pass.
    So do those without an entry in the centre, where an honest curve that saturates too early is flat as well.
    """
    near = np.abs(argument) <= MODERATE
    if np.any(np.abs(argument) <= CENTRE) and np.ptp(distance[near]) >= APART:
        assert_computes(answer[near], argument[near])


def computes_sigmoid(student, z):
    """Fail for a sigmoid that needs no work, for which properties hold trivially."""
    demand_work(student.sigmoid(z), z, z)


def computes_response(student, z):
    """Fail for a sigmoid that needs no work or leaves its bounds; a straight line has most other properties."""
    computes_sigmoid(student, z)
    a = student.sigmoid(z)
    assert_that(np.all((a >= 0) & (a <= 1)), "A response does not lie between 0 and 1.", actual=a)


def computes_slope(student, z):
    """Fail for a slope that needs no work."""
    demand_work(student.sigmoid_prime(z), z, np.abs(z))


def computes_slope_from_output(student, a):
    """Fail for a slope from the output that needs no work."""
    demand_work(student.sigmoid_prime_from_output(a), a, np.abs(a - 0.5))


@check(hint="Work out the row z = 8 step by step. Between which bounds must the result lie?")
def worked_sigmoid(student):
    """sigmoid gives the worked numbers of the statement."""
    # Twelve digits are printed in the statement.
    assert_close(student.sigmoid(WORKED_Z), WORKED_SIGMOID, "sigmoid", rtol=1e-8, atol=1e-9)


@check(hint="Differentiate 1 / (1 + exp(-z)) on paper and put in z = 0, then z = 2.")
def worked_slopes(student):
    """sigmoid_prime gives the worked numbers of the statement."""
    assert_close(student.sigmoid_prime(WORKED_Z), WORKED_SLOPE, "sigmoid_prime", rtol=1e-8, atol=1e-9)


@check(hint="What is the argument here, a sum or a response? Put in 0.5: the slope there is 0.25.")
def worked_slopes_from_outputs(student):
    """sigmoid_prime_from_output gives the third column of the worked numbers from the second."""
    found = student.sigmoid_prime_from_output(WORKED_SIGMOID)
    # The outputs are printed to twelve digits, which leaves the slopes as many decimals.
    assert_close(found, WORKED_SLOPE, "sigmoid_prime_from_output", rtol=1e-8, atol=1e-9)


@check(
    hint="Write σ(-z) as one fraction and multiply it above and below by exp(-z). What must be added to get 1?",
    guard=computes_response,
)
@given(z=one_row(10.0))
def opposite_arguments_add_to_one(student, z):
    """sigmoid(z) + sigmoid(-z) = 1."""
    total = student.sigmoid(z) + student.sigmoid(-z)
    assert_close(total, np.ones(z.shape), "sigmoid(z) + sigmoid(-z)")


@check(
    weight=2,
    hint="More input, more response: on which side should your function be close to 1?",
    guard=computes_response,
)
@given(z=one_row(10.0))
def strictly_increasing(student, z):
    """A larger argument gives a larger sigmoid."""
    # Neighbours lie 0.001 apart or more, where a sigmoid grows by 2e-12 even at ± 20: many units in the last place.
    for rising in (np.unique(z), np.arange(-20.0, 21.0)):
        a = student.sigmoid(rising)
        rises = np.diff(a)
        assert_that(
            np.all(rises > 0), "A larger argument got no larger sigmoid.", actual=a, in_single=np.all(rises >= 0)
        )


@check(
    hint="The curve looks the same from both sides of 0 when you turn it around. What does that make its slope?",
    guard=computes_slope,
)
@given(z=one_row(10.0))
def slope_is_even(student, z):
    """The slope is the same at z and at -z."""
    assert_close(student.sigmoid_prime(-z), student.sigmoid_prime(z), "The slope at -z", names=("at -z", "at z"))


@check(
    weight=2,
    hint="Sketch the curve: it rises everywhere. Where is it steepest, and how steep is it there?",
    guard=computes_slope,
)
@given(z=one_row(10.0))
def slope_peaks_at_zero(student, z):
    """The slope is 1/4 at 0, positive everywhere and nowhere steeper."""
    assert_close(student.sigmoid_prime(np.zeros(1)), np.array([0.25]), "The slope at 0")
    slope = student.sigmoid_prime(z)
    smallest = f"The smallest is {slope.min():.6g}."
    assert_that(np.all(slope > 0), "A slope is not positive.", smallest, actual=slope, in_single=np.all(slope >= 0))
    # Rounding may lift the slope next to 0 above 1/4 by a unit in the last place.
    steepest = f"The largest is {slope.max():.6g}."
    in_single = np.all(slope <= 0.25 + 1e-6)
    assert_that(
        np.all(slope <= 0.25 + 1e-12),
        "A slope is steeper than at 0.",
        steepest,
        actual=slope,
        measured=f"The largest slope is {slope.max()}; at 0 it is 0.25.",
        in_single=in_single,
    )


@check(
    weight=9,
    hint="Move z by 0.001: by what does your own sigmoid change, and what does your slope say?",
    guard=(computes_slope, computes_response),
)
@given(examples=20, z=one_row(3.0))
def slope_is_that_of_own_sigmoid(student, z):
    """sigmoid_prime returns the slope of your own sigmoid."""
    above, below = student.sigmoid(z + DIFFERENCE_STEP), student.sigmoid(z - DIFFERENCE_STEP)
    slope = (above - below) / (2 * DIFFERENCE_STEP)
    # The slope of a sigmoid is above 0.002 for these z.
    moves = np.all(np.abs(slope) > SMALLEST_CONTENT)
    assert_that(moves, "sigmoid hardly changes when its argument does.", in_single=True)  # steps of float32 are larger
    # The difference is off by ε² / 48 < 1e-11, and values that round to 1e-16 are divided by 2e-5.
    assert_close(student.sigmoid_prime(z), slope, "sigmoid_prime", rtol=0.0, atol=1e-8, step=DIFFERENCE_STEP)


@check(
    weight=2,
    hint="Both functions give the same slope, one knows z and the other a. Where do yours part ways?",
    guard=computes_slope,
)
@given(z=one_row(5.0))
def both_slopes_agree(student, z):
    """The slope from the output of your own sigmoid at z is your slope at z."""
    from_sum, from_output = student.sigmoid_prime(z), student.sigmoid_prime_from_output(student.sigmoid(z))
    # Either may be the wrong one, so that neither is called expected; right ones differ by rounding, about 1e-16.
    apart = np.abs(from_output - from_sum).max()
    detail = f"They differ by up to {apart:.2g}."
    differ = "sigmoid_prime_from_output(sigmoid(z)) and sigmoid_prime(z) differ."
    assert_that(apart <= 1e-12, differ, detail, actual=from_output, against=from_sum, in_single=apart <= 1e-6)


sums_unchanged = does_not_mutate(("sigmoid", "sigmoid_prime"), arguments(z=one_row(3.0)), guard=computes_sigmoid)

responses_unchanged = does_not_mutate(
    ("sigmoid_prime_from_output",),
    arguments(a=one_row(0.2).map(lambda a: 0.5 + a)),
    guard=computes_slope_from_output,
)
