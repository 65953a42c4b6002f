"""Entries of results have names by which students are told where a mistake shows."""

import pytest

from grader.course.comparison import MODIFIED, RAISED
from grader.exercise.spec import ArrayOf, DictOf, Function, TupleOf
from grader.grading.entries import name_entries, render_place

ANY = ArrayOf(None)


def to_function(result, doc=""):
    return Function("f", (), result, "f(x)", doc)


GRADS = to_function(DictOf((("d1", ANY), ("dW1", ANY), ("db1", ANY))))
PAIR = to_function(TupleOf((ANY, ANY)), "Return both.\n\nReturns:\n    (cost, gradient), where gradient has shape (d).")


def test_entries_of_a_dict_have_its_keys():
    assert name_entries(GRADS) == {"d1": "d1", "dW1": "dW1", "db1": "db1"}


@pytest.mark.parametrize(
    ("doc", "names"),
    [
        (PAIR.doc, ["cost", "gradient"]),
        ("Returns:\n    A float and a vector.", ["item 1", "item 2"]),
        ("Returns:\n    (cost, gradient, history).", ["item 1", "item 2"]),
        ("Args:\n    x: (a, b)\n\nReturns:\n    Both.", ["item 1", "item 2"]),
        ("", ["item 1", "item 2"]),
    ],
)
def test_items_of_a_tuple_have_the_names_of_the_docstring(doc, names):
    assert name_entries(to_function(TupleOf((ANY, ANY)), doc)) == dict(enumerate(names))


def test_a_single_value_has_no_entries():
    assert name_entries(to_function(ANY)) == {}
    assert render_place(to_function(ANY), {None}) == ""


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"db1"}, "db1"),
        ({"db1", "dW1"}, "dW1 and db1"),  # in the order of the declaration
        ({"d1", "dW1", "db1"}, ""),
        (set(), ""),
        ({"more"}, ""),
        ({"db1", RAISED}, ""),
        ({"db1", MODIFIED}, ""),
    ],
)
def test_the_place_is_told_by_the_entries_that_are_wrong(wrong, place):
    assert render_place(GRADS, wrong) == place


def test_at_most_two_entries_are_told():
    many = to_function(DictOf(tuple((name, ANY) for name in "abcd")))
    assert render_place(many, set("bcd")) == "b and c"


def test_items_are_told_by_their_names():
    assert render_place(PAIR, {1}) == "gradient"
