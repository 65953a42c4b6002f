"""What assertions say."""

import numpy as np
import pytest

from grader.exercise.assertions import assert_close, assert_equal, assert_that, relative_error
from grader.exercise.failures import CheckFailed


def failure(function, *args, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        function(*args, **kwargs)
    return caught.value.failure


def test_close_values_pass():
    assert_close(np.array([1.0, 0.0]), np.array([1.0 + 1e-10, 1e-13]))
    assert_close(1e6, 1e6 + 1e-7, rtol=0, atol=1e-12, scale=1e6)
    assert_equal(np.array([1]), [1])
    assert_that(True, "never shown")


def test_bound_does_not_grow_with_size():
    wrong = np.zeros(10**5)
    wrong[7] = 1e-11
    assert "1 of its 100000" in failure(assert_close, wrong, np.zeros(10**5)).summary


@pytest.mark.parametrize(
    ("actual", "expected", "summary", "detail"),
    [
        ([1.0, 2.5], [1.0, 2.0], "p is wrong in 1 of its 2 entries.", "Largest error 0.5 at [1]: got 2.5, expected 2."),
        ([2.0, 6.0], [1.0, 3.0], "p is wrong in every entry.", "Every entry is 2 times what it should be."),
        ([-1.0, 0.0, -3.0], [1.0, 0.0, 3.0], "p is wrong in 2 of its 3 entries.", "Every entry has the wrong sign."),
        (-2.0, 2.0, "p is wrong.", "The sign is the wrong way round."),
        (1.0, 2.0, "p is wrong.", "It is 0.5 times what it should be."),
        ([1e9, 1.0], [1e9 + 3, 1.0], "p is wrong in 1 of its 2 entries.", "got 1000000000, expected 1000000003."),
        (3.0, 2.0, "p is wrong.", "Largest error 1: got 3, expected 2."),
        ([1.0], [1.0, 2.0], "p has the wrong shape.", "It has shape (1,), expected (2,)."),
        ([np.inf, 1.0], [np.inf, 1.0], "p is wrong in 1 of its 2 entries.", "at [0]: got inf, expected inf"),
        ([np.nan, 1.0], [0.0, 1.0], "p is wrong in 1 of its 2 entries.", "Largest error inf at [0]: got nan"),
    ],
)
def test_failures_say_how_much_and_where(actual, expected, summary, detail):
    found = failure(assert_close, np.array(actual), np.array(expected), "p")
    assert found.summary == summary
    assert detail in found.detail


@pytest.mark.parametrize(
    ("actual", "expected", "measured"),
    [
        ([1.0, 1.00000001], [1.0, 1.0], "p at [1] is 1.00000001, expected 1.0; a difference of 1e-09 is allowed."),
        (0.1 + 0.2, 0.4, "p is 0.30000000000000004, expected 0.4; a difference of 4e-10 is allowed."),
        (2**63, 7, "p is 9.223372036854776e+18, expected 7.0; a difference of 7e-09 is allowed."),
        ([[np.nan]], [[0.0]], "p at [0, 0] is float('nan'), expected 0.0; a difference of 1e-12 is allowed."),
        ([1.0], [np.inf], "p at [0] is 1.0, expected float('inf')."),
        (1j, 0.0, "p is 1j, expected 0.0; a difference of 1e-12 is allowed."),
        ([1.0], [1.0, 2.0], "p has shape (1,), expected (2,)."),
    ],
)
def test_failures_measure_at_full_precision(actual, expected, measured):
    assert failure(assert_close, np.array(actual), np.array(expected), "p").measured == measured


def test_two_answers_are_measured_beside_one_another():
    found = failure(assert_close, np.array([0.3]), np.array([0.4]), "softmax(z + c)", names=("shifted", "as it was"))
    assert found.measured.startswith("softmax(z + c) at [0] is 0.3 shifted and 0.4 as it was; ")


@pytest.mark.parametrize(
    ("actual", "expected", "measured"),
    [
        (np.array([1, 2, 4]), np.array([1, 3, 5]), "p at [1] is 2, expected 3."),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), "p at [0] is float('nan'), expected float('nan')."),
        (np.array([1.0]), np.array([1.0, 2.0]), "p is np.array([1.0]), expected np.array([1.0, 2.0])."),
        (3, 2, "p is 3, expected 2."),
        ([1.5], (2.0,), "p is [1.5], expected (2.0,)."),
    ],
)
def test_values_that_are_not_equal_are_measured(actual, expected, measured):
    assert failure(assert_equal, actual, expected, "p").measured == measured


def test_authors_may_measure_themselves():
    assert failure(assert_that, False, "No.", measured="It is 0.1.").measured == "It is 0.1."
    assert failure(assert_that, False, "No.").measured == ""


def test_failures_carry_the_values():
    actual = np.array([1.0])
    assert failure(assert_close, actual, np.array([2.0])).actual is actual
    assert failure(assert_equal, actual, [2.0], "The count").summary == "The count is wrong."
    assert failure(assert_equal, 3, 2).detail == "Got 3, expected 2."
    assert "times" not in failure(assert_close, np.array([1.593, -1.593]), np.array([-1.0, 1.0])).detail
    with pytest.raises(CheckFailed, match=r"^No\. It is 3\.$"):
        assert_that(False, "No.", "It is 3.")


def test_relative_error():
    assert relative_error(100.0, 101.0) == pytest.approx(1 / 101)
    assert relative_error(0.0, 0.5) == 0.5


@pytest.mark.parametrize("actual", [7 - 2**63, 2**63, 2**64, -(2**500), np.array(7 - 2**63)])
def test_ints_of_any_size_are_compared_without_overflow(actual):
    """The difference of the first is -2**63, and so is its absolute value in 64 bits."""
    assert failure(assert_close, actual, 7, "The count").summary == "The count is wrong."


def test_bools_can_be_compared():
    assert_close(np.array([True, False]), np.array([True, False]))
    assert "got 1, expected 0" in failure(assert_close, np.array([True]), np.array([False])).detail


@pytest.mark.parametrize("actual", [[1e308, 1e308], [-1e308, 1e308], [5e-324, 1.0], [1e308 * 1j, 1j]])
def test_factors_that_are_no_numbers_are_not_told(actual):
    assert "times" not in failure(assert_close, np.array(actual), np.array([1e-3, 2e-3])).detail
