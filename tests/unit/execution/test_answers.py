"""The ladder from an answer to a value that checks may trust."""

import numpy as np
import pytest
from hypothesis import given, settings

from grader.execution.answers import Entries, describe_form, to_answer
from grader.exercise.failures import CheckFailed
from grader.exercise.refused import read_raw
from grader.exercise.spec import ArrayOf, DictOf, Function, ListOf, ScalarOf, TupleOf
from grader.worker.wire import FunctionRef, Unsupported
from tests.values import closed_set

SIDES = {"n": (2,), "k": (3,)}
MATRIX = ArrayOf(("n", "k"))
RESULTS = (
    MATRIX,
    ArrayOf(None),
    ScalarOf(float),
    ScalarOf(int),
    ScalarOf(bool),
    DictOf((("a", MATRIX),)),
    TupleOf((ScalarOf(bool), ScalarOf(float))),
    ListOf(ArrayOf(None)),
)


def convert(value, result):
    return to_answer(value, Function("f", (), result, "f()", ""), SIDES)


@pytest.mark.parametrize(
    ("value", "result", "message"),
    [
        (None, MATRIX, "f returned None. Is a `return` missing?"),
        ("abc", MATRIX, "f returned a str, expected an array of shape (2, 3)."),
        (True, MATRIX, "f returned True, expected an array of shape (2, 3)."),
        (FunctionRef(0), MATRIX, "f returned a function, expected an array of shape (2, 3)."),
        (np.ones((3, 2)), MATRIX, "f returned shape (3, 2), expected (2, 3)."),
        (np.ones(6), MATRIX, "f returned shape (6,), expected (2, 3)."),
        (1.0, MATRIX, "f returned shape (), expected (2, 3)."),
        (np.ones((2, 3), np.float16), MATRIX, "f returned an array of dtype float16, expected float64."),
        (np.ones((2, 3), int), MATRIX, "f returned an array of dtype int64, expected float64."),
        (np.array([[0, 1, 2], [3, np.nan, 5]]), MATRIX, "f returned nan at [1, 1], which is not a finite number."),
        ([[1, 2, 3], [4, 5]], MATRIX, "f returned a list whose rows differ in length."),
        ([[1, 2, "3"], [4, 5, 6]], MATRIX, "Inside its list, f returned a str, expected an array of shape (2, 3)."),
        ([np.ones(3, np.float16)] * 2, MATRIX, "f returned a list with numbers of dtype float16, expected float64."),
        (np.array(1, np.float16), ScalarOf(float), "f returned a scalar of dtype float16, expected a float."),
        (np.ones((1, 1)), ScalarOf(float), "f returned an array of shape (1, 1), expected a float."),
        (np.ones(3), MATRIX, "f returned shape (3,), expected (2, 3)."),
        (np.ones((1, 1, 2, 3)), MATRIX, "f returned shape (1, 1, 2, 3), expected (2, 3)."),
        (float("inf"), ScalarOf(float), "f returned inf, which is not a finite number."),
        (True, ScalarOf(float), "f returned True, expected a float."),
        (1.0, ScalarOf(int), "f returned a float, expected an int."),
        (1, ScalarOf(bool), "f returned an int, expected True or False."),
        ([1.0], DictOf((("a", MATRIX),)), "f returned a list, expected a dict with the keys a."),
        (np.ones((7, 9)), MATRIX, "f returned shape (7, 9), expected (2, 3)."),
        (np.ones((7, 9)), ScalarOf(float), "f returned an array of shape (7, 9), expected a float."),
        (Unsupported("set"), MATRIX, "f returned a set, expected an array of shape (2, 3)."),
        (
            Unsupported("x.Y"),
            ScalarOf(int),
            "f returned something that is neither a number nor an array of numbers (x.Y), expected an int.",
        ),
        ((True,), RESULTS[6], "f returned a tuple, expected a tuple of True or False and a float."),
        ((1.0, True), RESULTS[6], "f(...)[0] returned a float, expected True or False."),
        (1.0, RESULTS[7], "f returned a float, expected a list in which each item is an array."),
        (["a", None], RESULTS[7], "f(...)[0] returned a str, expected an array."),
        (
            [Unsupported("an array of dtype float128"), 1.0],
            MATRIX,
            "f returned an array of dtype float128, expected float64.",
        ),
        (np.ones((2, 2)), ArrayOf(("p",)), "f returned shape (2, 2), expected (p,)."),
    ],
)
def test_first_wrong_rung_is_named(value, result, message):
    with pytest.raises(CheckFailed) as caught:
        convert(value, result)
    assert caught.value.failure.summary == message


@pytest.mark.parametrize(
    ("value", "result", "expected"),
    [
        ([[1, 2, 3], (4, 5, 6.5)], MATRIX, np.array([[1, 2, 3], [4, 5, 6.5]])),
        ([np.ones(3), np.zeros(3)], MATRIX, np.array([[1.0, 1, 1], [0, 0, 0]])),
        (3, ScalarOf(float), 3.0),
        (np.array(3.0), ScalarOf(float), 3.0),
        (3, ScalarOf(int), 3),
        (False, ScalarOf(bool), False),
        ([True, 1], RESULTS[6], (True, 1.0)),
        ((np.ones(1),), RESULTS[7], [np.ones(1)]),
    ],
)
def test_right_answers_are_converted(value, result, expected):
    found = convert(value, result)
    assert type(found) is type(expected)
    assert str(found) == str(expected)


def test_entries_of_a_dict_are_judged_when_they_are_used():
    raw = {"a": np.ones((2, 3)), "b": np.ones(2), "more": Unsupported("set")}
    entries = convert(raw, DictOf((("a", MATRIX), ("b", MATRIX), ("c", MATRIX))))
    assert (list(entries), len(entries)) == (["a", "b", "c"], 3)
    assert entries["a"] is entries["a"]
    for key, message in (("b", "f(...)['b'] returned shape (2,), expected (2, 3)."), ("c", "has no key 'c'")):
        with pytest.raises(CheckFailed) as caught:
            entries[key]
        assert message in caught.value.failure.summary
        assert caught.value.failure.rung == ("keys" if key == "c" else "shape")
        assert caught.value.failure.actual is entries


@pytest.mark.parametrize(
    ("value", "result", "message", "form"),
    [
        ((True, Unsupported("set")), RESULTS[6], "f(...)[1] returned a set, expected a float.", "kind"),
        ((True, None), RESULTS[6], "f(...)[1] returned None, expected a float.", "kind"),
        ((True, np.inf), RESULTS[6], "f(...)[1] returned inf, which is not a finite number.", "not_finite"),
        ([np.ones(1), "a"], RESULTS[7], "f(...)[1] returned a str, expected an array.", "kind"),
    ],
)
def test_items_are_told_apart(value, result, message, form):
    told = []
    good, bad = to_answer(value, Function("f", (), result, "f()", ""), SIDES, report=told.append)
    assert good == value[0]
    assert told == []
    assert read_raw(bad) is value[1]
    with pytest.raises(CheckFailed) as caught:
        float(bad)
    assert (caught.value.failure.summary, caught.value.failure.rung) == (message, form)
    assert told == [caught.value.failure]


def test_side_that_no_argument_fixes_is_named():
    with pytest.raises(CheckFailed, match=r"expected \(n, m\)"):
        convert(np.ones(3), ArrayOf(("n", "m")))


@pytest.mark.parametrize(
    ("value", "result", "form"),
    [
        (None, MATRIX, "none"),
        ("a", MATRIX, "kind"),
        (["a"], MATRIX, "kind"),
        ((1.0,), RESULTS[6], "kind"),
        (np.ones((7, 9)), ScalarOf(float), "kind"),
        (np.ones(3), MATRIX, "shape"),
        ([[1.0], [1.0, 2.0]], MATRIX, "shape"),
        (np.ones((2, 3), dtype="f2"), MATRIX, "dtype"),
        ([np.ones(3, dtype="f2")] * 2, MATRIX, "dtype"),
        (np.full((2, 3), np.inf), MATRIX, "not_finite"),
        (np.nan, ScalarOf(float), "not_finite"),
    ],
)
def test_failure_says_at_which_rung_the_form_was_refused(value, result, form):
    with pytest.raises(CheckFailed) as caught:
        convert(value, result)
    assert caught.value.failure.rung == caught.value.failure.form == form
    assert caught.value.failure.about_property == (form == "not_finite")


@given(closed_set())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_nothing_but_wrong_answer_is_ever_raised(value):
    assert describe_form(value)
    for result in RESULTS:
        try:
            found = convert(value, result)
            if isinstance(found, Entries):
                found = dict(found)
        except CheckFailed:
            continue
        assert type(found) in (np.ndarray, float, int, bool, dict, tuple, list)


ROW = ArrayOf(("o", "k"))  # o is 1 in these cases
SINGLE = np.array([0.1, 0.2, 0.3], np.float32)


@pytest.mark.parametrize(
    ("value", "result", "converted", "fault", "form"),
    [
        (np.ones((1, 2, 3)), MATRIX, np.ones((2, 3)), "f returned shape (1, 2, 3), expected (2, 3).", "shape"),
        (np.ones((2, 3, 1)), MATRIX, np.ones((2, 3)), "f returned shape (2, 3, 1), expected (2, 3).", "shape"),
        (np.ones(3), ROW, np.ones((1, 3)), "f returned shape (3,), expected (1, 3).", "shape"),
        ([1.0, 1.0, 1.0], ROW, np.ones((1, 3)), "f returned shape (3,), expected (1, 3).", "shape"),
        (np.ones(1), ScalarOf(float), 1.0, "f returned shape (1,), expected a float.", "shape"),
        (SINGLE, ArrayOf(("k",)), SINGLE, "f returned an array of dtype float32, expected float64.", "dtype"),
        (
            [SINGLE] * 2,
            MATRIX,
            [SINGLE] * 2,
            "f returned a list with numbers of dtype float32, expected float64.",
            "dtype",
        ),
        (SINGLE[0:1].reshape(()), ScalarOf(float), float(SINGLE[0]), "f returned a number of dtype float32", "dtype"),
    ],
)
def test_faults_of_form_alone_are_noted_and_forgiven(value, result, converted, fault, form):
    faults = {}
    found = to_answer(value, Function("f", (), result, "f()", ""), SIDES | {"o": (1,)}, faults)
    assert np.shape(found) == np.shape(converted)
    np.testing.assert_array_equal(found, np.asarray(converted, dtype=np.float64))
    assert list(faults.values()) == [form]
    assert all(fault in text for text in faults)


def test_axis_that_would_fit_in_two_ways_is_refused():
    both = {"a": (1,), "b": (1,)}
    with pytest.raises(CheckFailed, match="shape"):
        to_answer(np.ones((2, 1)), Function("f", (), ArrayOf(("a", "b")), "f()", ""), both)
