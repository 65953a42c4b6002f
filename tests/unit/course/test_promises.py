"""What holds for all recorded values of an input."""

import numpy as np
import pytest

from grader.course.promises import find_promises, find_unit_rows, to_numbers


def find_promise(*values):
    return find_promises([{("x",): value} for value in values])["x",]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (3, [3]),
        (2.5, [2.5]),
        (np.array([[1, 2]]), [1, 2]),
        ([1, (2.0, np.array([3.0]))], [1, 2, 3]),
        ([], []),
        ("name", []),
        (None, []),
        ([{"W": np.ones(2)}], []),
        (np.array([True]), []),
    ],
)
def test_numbers_of_a_value(value, numbers):
    assert to_numbers(value).tolist() == numbers


def test_range():
    promise = find_promise(np.array([0.3, 2.0]), np.array([-1.1, 0.0, 0.0]))
    assert promise.allows(np.zeros(2), np.array([-1.1, 2.0]))
    assert not promise.allows(np.zeros(2), np.array([-2.0, 0.0]))
    assert not promise.allows(np.zeros(2), np.array([0.0, 2.1]))
    assert not promise.allows(np.zeros(1), np.array([np.nan]))


def test_inputs_are_told_apart():
    promises = find_promises([{("a",): 1.1, ("b",): 5.1}, {("a",): 0.0, ("b",): 7.0}])
    assert (promises["a",].high, promises["b",].low) == (1.1, 5.1)


def test_rows_of_probabilities():
    assert find_unit_rows(np.array([[0.5, 0.5], [0.5, 0.6], [1.5, -0.5]])).tolist() == [True, False, False]
    assert find_unit_rows(np.array([0.2, 0.8])).tolist() is True
    for other in (1.0, [1.0], "1", np.ones(()), np.zeros((0, 1)), np.array(["a"])):
        assert not np.any(find_unit_rows(other))


def test_rows_that_sum_to_one_must_still():
    promise = find_promise(np.array([[0.0, 0.0], [5.0, -5.1]]))
    soft = np.array([[0.4, 0.6], [2.0, 2.0]])
    assert promise.allows(soft, np.array([[0.0, 1.0], [3.0, 2.0]]))
    assert not promise.allows(soft, np.array([[0.0, 0.0], [2.0, 2.0]]))
    assert not promise.allows([soft], [np.zeros((2, 2))])
