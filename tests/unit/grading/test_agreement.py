"""Parts of answers are compared entry by entry; what is not finite in one of the two proves nothing."""

import numpy as np
import pytest

from grader.grading.agreement import Agreement, compare, is_much_nearer, is_telling, join
from grader.worker.wire import Unsupported

NAN, INF = np.nan, np.inf


def array(*values):
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("got", "wrong"),
    [
        (1.0, 1.0 + 1e-9),
        (array(1, 2), array(1, 2 + 1e-8)),
        ([1.0, 2.0], array(1, 2)),
        (array(1e6, 0), array(1e6, 1e-5)),  # up to the largest entry's size
        (array(NAN, INF, 1), array(NAN, INF, 1)),
        ({"a": array(1), "b": 2}, {"a": array(1), "b": 2}),
        ((array(1, 2), "text"), (array(1, 2), "text")),
        (True, True),
        (None, None),
    ],
)
def test_values_that_agree(got, wrong):
    assert compare(got, wrong) == Agreement(agrees=True)


@pytest.mark.parametrize(
    ("got", "wrong"),
    [
        (1.0, 1.0 + 1e-5),
        (array(1, 2), array(1, 3)),
        (array(1, 2), array(1, 2)[:, None]),
        (array(INF), array(-INF)),
        (array(NAN, 2), array(NAN, 3)),
        (1, 1.0),
        (True, 1),
        (np.array([1, 2]), array(1, 2)),
        ({"a": 1.0}, {"b": 1.0}),
        ([array(1), array(2)], [array(1)]),
        ([array(1), array(2)], [array(1), array(3)]),
        (Unsupported("set"), Unsupported("set")),
        ("text", array(1)),
        ([[1.0], [1.0, 2.0]], array(1)),
    ],
)
def test_values_that_differ(got, wrong):
    assert not compare(got, wrong).agrees


def test_entries_that_are_finite_in_one_value_only_are_left_out():
    found = compare(array(1, 2, INF), array(1, 2, 3))
    assert found == Agreement(agrees=True, left_out=True, counts=True, beyond=False)
    assert not compare(array(1, 5, INF), array(1, 2, 3)).agrees
    # An infinity and a not-a-number do not agree, and neither is finite.
    assert not compare(array(1, 2, NAN), array(1, 2, INF)).agrees


def test_entries_in_which_only_the_suspect_overflows_are_told_apart():
    assert compare(array(1, 2, 3), array(1, 2, NAN)).beyond
    assert not compare(array(1, 2, NAN), array(1, 2, 3)).beyond


@pytest.mark.parametrize(("overflown", "counts"), [(0, True), (1, True), (2, True), (3, False), (4, False)])
def test_an_answer_of_which_less_than_half_is_left_does_not_count(overflown, counts):
    wrong = array(1, 2, 3, 4)
    got = wrong.copy()
    got[:overflown] = NAN
    assert compare(got, wrong).counts is counts


def test_equal_infinities_do_count():
    assert compare(array(INF, INF, INF, 1), array(INF, INF, INF, 1)).counts


def test_parts_are_joined():
    good, left, beyond = Agreement(True), Agreement(True, True, False), Agreement(True, True, True, True)
    assert join([good, left]) == Agreement(True, True, False, False)
    assert join([good, beyond]) == Agreement(True, True, True, True)
    assert not join([good, Agreement(agrees=False)]).agrees
    assert join([]) == Agreement(agrees=True)


@pytest.mark.parametrize(
    ("wrong", "right", "telling"),
    [
        (array(1, 2), array(1, 3), True),
        (array(1, 2), array(1, 2 + 1e-12), False),
        (array(1, NAN), array(1, 2), False),  # only an overflow: most mistakes overflow somewhere
        (array(2, NAN), array(1, 2), True),
        (array(1, 2), array(1, 2)[None], True),
        (1, 1.0, True),
        (False, True, True),
        ("no", "yes", True),
    ],
)
def test_what_tells_a_suspect_from_the_reference(wrong, right, telling):
    assert is_telling(wrong, wrong, right) is telling


def test_an_answer_must_be_much_nearer_to_the_suspect_than_this_is_to_the_right_one():
    # A fixed step of 1e-4 and a right one differ in the eighth digit: a third formula is as near to both.
    assert is_much_nearer(array(1.0), array(1.0 + 1e-9), array(1.0 + 1e-6))
    assert not is_much_nearer(array(1.0), array(1.0 + 5e-9), array(1.0 + 1e-7))
    assert is_much_nearer(array(1e9, 1.0), array(1e9, 1.0), array(1e9, 1.0 + 1e-13))
    # Rounding alone is near enough, even if the suspect is nearly right.
    assert is_much_nearer(array(1.0), array(1.0 + 1e-14), array(1.0 + 2e-14))
    assert is_much_nearer(array(NAN, 1.0), array(2.0, 1.0), array(3.0, 2.0))


def test_nearness_is_of_numbers_only():
    assert is_much_nearer("a", "b", "c")
    assert is_much_nearer(array(1), array(1, 2), array(1))
