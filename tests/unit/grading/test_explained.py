"""What an explanation leaves open, and which explanations are too minor to be told."""

import pytest

from grader.course.comparison import MODIFIED, SHARED
from grader.course.suspects import Suspect
from grader.grading.explained import Explanation, find_open, find_unsettled, leave_out_minor
from grader.grading.explanation import Answers
from tests.unit.grading.test_explanation import INPUTS, KNOWN, to_parts

ALL = range(len(INPUTS))


def answer(wrong):
    """Return answers that are wrong in some parts at some questions."""
    right = {"a": 1.0, "b": 2.0, "c": True, MODIFIED: (), SHARED: ()}
    other = {"a": 3.0, "b": 4.0, "c": False, MODIFIED: ("0",), SHARED: ("1",)}
    given = tuple(
        to_parts(right) | {part: other[part] for part, numbers in wrong.items() if number in numbers} for number in ALL
    )
    return Answers(KNOWN, (to_parts(right),) * len(INPUTS), given)


def explanation(explained, *, touched=("f",), in_part=()):
    suspect = Suspect("mistake", ("some_name",), touched)
    places = {f: frozenset((n, part) for part in parts for n in ALL) for f, parts in explained.items()}
    return Explanation(((suspect, None),), places, {}, frozenset(in_part))


def left(wrong, *explained):
    return leave_out_minor({f: answer(parts) for f, parts in wrong.items()}, explained)


@pytest.mark.parametrize(("count", "told"), [(6, True), (7, False)])
def test_half_of_what_is_wrong_must_be_explained(count, told):
    one = explanation({"f": ["a"]})
    wrong = {"a": range(12), "b": range(6), MODIFIED: range(count)}
    assert left({"f": wrong}, one) == [one] * told


def test_two_mistakes_explain_half_together():
    one, other = explanation({"f": ["a"]}), explanation({"f": [MODIFIED]})
    wrong = {"a": range(5), "b": range(10), MODIFIED: range(5)}
    assert left({"f": wrong}, one) == []
    assert one in left({"f": wrong}, one, other)


def test_truth_values_are_not_counted():
    one = explanation({"f": ["a"]})
    assert left({"f": {"a": range(4), "c": range(12)}}, one) == [one]


def test_side_effects_alone_need_half_of_the_side_effects():
    one = explanation({"f": [SHARED]})
    assert left({"f": {SHARED: range(3), MODIFIED: range(12), "a": range(12)}}, one) == [one]
    few = Explanation(one.options, {"f": frozenset({(0, SHARED)})}, {})
    assert left({"f": {SHARED: range(3)}}, few) == []


def test_what_is_minor_in_a_caller_stays_where_it_was_made():
    wrong = {"f": {"a": range(12)}, "g": {"a": range(3), "b": range(12)}}
    (one,) = left(wrong, explanation({"f": ["a"], "g": ["a"]}))
    assert one.explained.keys() == {"f"}
    # What is minor where it was made is told of no caller.
    assert left(wrong, explanation({"f": ["a"], "g": ["a"]}, touched=("g",))) == []


def test_entries_of_a_mistake_that_shows_in_part_are_explained_and_unsettled():
    answers = {"f": answer({"a": ALL, "b": ALL})}
    a, b = (frozenset(("f", n, part) for n in ALL) for part in "ab")
    assert find_open(answers, [explanation({"f": ["a"]}, in_part=["f"])]) == b
    assert find_unsettled(answers, [explanation({"f": ["a"]}, in_part=["f"])]) == a | b
    assert find_unsettled(answers, [explanation({"f": ["a"]})]) == b
