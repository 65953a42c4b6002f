"""Values are compared up to rounding, whatever their kind."""

import numpy as np
import pytest

from grader.course.comparison import (
    MODIFIED,
    RAISED,
    agree_on,
    find_differing,
    have_same_kind,
    have_same_values,
    is_alike,
    is_numeric,
    to_parts,
)
from grader.execution.replies import Returned, SideEffects
from grader.exercise.failures import Failure
from grader.worker.wire import Unsupported


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-12),
        (2**64, 2**64),
        (-0.0, 0.0),
        (np.nan, np.nan),
        ([2**64, 1.0], np.array([2.0**64, 1.0])),
        (np.array([True]), np.array([True])),
        (np.array([-(2**63)]), np.array([-(2**63)])),
        (np.array([1e308, -1e308]), np.array([1e308, -1e308])),
        (np.array([1j]), np.array([1j + 1e-12])),
        ([1.0, [2.0]], (1.0, [2.0])),
    ],
)
def test_same(one, other):
    assert have_same_values(one, other)
    assert have_same_values(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (2**64, 2**65),
        (2**64, 3),
        (-(2**63) + 7, 7),
        (3, 3.0),
        (1, True),
        (2**64, np.array([1.0])),
        (2**64, "text"),
        (1e308, -1e308),
        (np.array([-(2**63)]), np.array([0])),
        (np.array([True]), np.array([False])),
        (np.array([1e308 + 1e308j]), np.array([0j])),
        (np.array([1.0]), ["1.0"]),
        (np.array([np.nan]), [None]),
        (np.array([1.0]), [np.array([1.0, 2.0])]),
        (np.array([[1.0], [2.0]]), [[1.0], [2.0, 3.0]]),
        (np.array([1.0]), [np.ones(2, bool)]),
        (np.array([1.0]), [1j]),
        (Unsupported("set"), Unsupported("set")),
        ((1.0, Unsupported("set")), (1.0, Unsupported("set"))),
        (Unsupported("set"), np.array([1.0])),
    ],
)
def test_different(one, other):
    assert not have_same_values(one, other)
    assert not have_same_values(other, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-9, True),
        (1.0, 1.0 + 1e-6, False),
        (1e6, 1e6 + 1e-3, True),
        (3.0, 3, False),
        (3, 3.0, False),
        ([1, 2.0], np.array([1.0, 2.0]), True),
        (np.array([[1.0], [2.0]]), [[1.0], [2.0]], True),
        (["a"], np.array([1.0]), False),
        ([[1.0], [1.0, 2.0]], np.array([1.0]), False),
        (True, 1, False),
        (np.nan, np.nan, True),
        (np.inf, -np.inf, False),
        (np.ones(2), np.ones((1, 2)), False),
        (np.ones(2), np.ones(2, dtype=int), False),
        (np.array([1e3, 0.0]), np.array([1e3, 1e-8]), True),
        ([1.0, (2.0,)], (1.0, [2.0]), True),
        ([1.0], [1.0, 1.0], False),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ("a", "a", True),
        (None, None, True),
        (None, 0.0, False),
    ],
)
def test_values_are_the_same_up_to_rounding(one, other, same):
    assert have_same_values(one, other) is same


def test_parts_of_replies():
    assert to_parts(Returned(2.0))[None] == 2.0
    assert to_parts(Returned((1.0, 2.0)))[1] == 2.0
    parts = to_parts(Returned({"dW": 1.0}, SideEffects(modified=("0",))))
    assert (parts["dW"], parts[MODIFIED]) == (1.0, ("0",))
    assert to_parts(Failure("raised", "f raised", exception="ValueError"))[RAISED] == ("raised", "ValueError")


def test_replies_differ_in_parts():
    right, wrong = to_parts(Returned({"a": 1.0, "b": 2.0})), to_parts(Returned({"a": 1.0, "b": 3.0}))
    assert find_differing(wrong, right) == {"b"}
    assert find_differing(to_parts(Failure("raised", "")), right) == {RAISED, "a", "b"}
    assert agree_on("nowhere", right, wrong)
    assert not agree_on(RAISED, right, to_parts(Failure("raised", "")))


def test_a_list_stands_for_an_array_where_the_right_answer_is_one():
    assert to_parts(Returned([1.0, 2.0]), whole=True)[None] == [1.0, 2.0]
    assert set(to_parts(Returned([1.0, 2.0]))) >= {0, 1}


def test_replies_are_alike_up_to_rounding_but_not_in_side_effects():
    one = Returned({"a": 1.0})
    assert is_alike(one, Returned({"a": 1.0 + 1e-12}))
    assert not is_alike(one, Returned({"a": 1.1}))
    assert not is_alike(one, Returned({"a": 1.0}, SideEffects(modified=("x",))))
    assert not is_alike(one, Failure("raised", ""))


def test_kinds_of_numbers():
    assert all(map(is_numeric, (np.ones(2), 2, 0.5)))
    assert not any(map(is_numeric, (True, "2", [1.0])))
    assert have_same_kind(2, np.ones(1, dtype=int))
    assert not have_same_kind(2, 2.0)
