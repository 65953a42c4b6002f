"""Sketches: close where replies agree, apart where they differ, unknown where nothing can be said."""

import numpy as np
import pytest

from grader.course.comparison import RAISED, to_parts
from grader.course.sketches import ABSENT, ALIKE, ROUNDING, Cell, are_close, find_cells, to_part_name, to_sketches
from grader.execution.replies import Returned, SideEffects
from grader.exercise.failures import Failure

ONE = Cell("f", 0, to_part_name(None))


def sketch(value, cell=ONE):
    ((number, scale),) = to_sketches(to_parts(Returned(value), whole=True), [cell])
    return np.array([number]), np.array([scale])


def close(one, other, *tolerance):
    return bool(are_close(sketch(one), sketch(other), *tolerance)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-9),
        (1e9, 1e9 + 1),
        (np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3) + 1e-9),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
        (np.arange(6.0).reshape(2, 3), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
        (np.arange(4.0).reshape(2, 2), [np.array([0.0, 1.0]), (2.0, 3.0)]),
        (np.array([1e3, 0.0]), np.array([1e3, 1e-6])),
        ({"a": np.ones(2), "b": 3.0}, {"a": np.ones(2), "b": 3.0}),
    ],
)
def test_values_that_agree_are_close(one, other):
    assert close(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-5),
        (np.array([1.0, 2.0]), np.array([2.0, 1.0])),
        (np.ones((2, 3)), np.ones((3, 2))),
        (np.ones(3), np.ones((3, 1))),
        (np.arange(4.0), -np.arange(4.0)),
        (np.array([1.0, -1.0]), np.array([-1.0, 1.0])),
        ([np.ones(2), np.ones(3)], [np.ones(3), np.ones(2)]),
    ],
)
def test_values_that_differ_are_apart(one, other):
    assert not close(one, other)


@pytest.mark.parametrize("value", [np.array([np.nan, 1.0]), np.array([np.inf]), "text", None, np.array([1e308, 1e308])])
def test_of_other_values_nothing_is_known_so_they_may_be_any(value):
    assert np.isnan(sketch(value)[0][0])
    assert close(value, 1.0)


def test_rounding_is_closer_than_alike():
    assert close(1.0, 1.0 + 1e-8, ALIKE)
    assert not close(1.0, 1.0 + 1e-8, ROUNDING)
    assert close(1.0, 1.0 + 1e-15, ROUNDING)


def test_each_part_of_a_reply_has_a_cell():
    replies = [Returned({"a": 1.0}), Returned((1.0, 2.0)), Failure("raised", "", exception="ValueError")]
    cells = find_cells("f", [0, 1, 2], replies)
    own = {number: [c.part for c in cells if c.question == number] for number in range(3)}
    assert "'a'" in own[0]
    assert {"0", "1"} <= set(own[1])
    assert all(repr(RAISED) in parts and len(parts) == len(set(parts)) for parts in own.values())


def test_an_index_and_a_key_of_the_same_characters_stay_apart():
    assert to_part_name(0) != to_part_name("0")
    ((number, _),) = to_sketches({"0": 1.0}, [Cell("f", 0, to_part_name(0))])
    assert number == ABSENT


def test_exceptions_and_side_effects_are_equal_or_not():
    cells = find_cells("f", [0], [Returned(1.0)])

    def find_number(part, reply):
        return next(
            n for cell, (n, _) in zip(cells, to_sketches(to_parts(reply), cells), strict=True) if part in cell.part
        )

    by_type = [find_number("raised", Failure("raised", "", exception=name)) for name in ("ValueError", "KeyError")]
    assert len({*by_type, find_number("raised", Returned(1.0))}) == 3
    assert find_number("raised", Returned(1.0)) == ABSENT
    assert find_number("modified", Returned(1.0)) != find_number(
        "modified", Returned(1.0, SideEffects(modified=("x",)))
    )


def test_arrays_broadcast():
    rows = np.array([[1.0, 2.0], [1.0, 3.0]]), np.ones((2, 2))
    assert are_close(rows, (np.array([1.0, 2.0]), np.ones(2))).tolist() == [[True, True], [True, False]]
