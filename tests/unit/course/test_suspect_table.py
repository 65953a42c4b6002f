"""The table of suspects: which questions are kept, and which suspects a student's answers find in it."""

import numpy as np
import pytest

from grader.course import suspect_table
from grader.course.comparison import find_differing, to_parts
from grader.course.course import load_course
from grader.course.suspect_table import SuspectTable, choose_evenly, make_table
from grader.course.suspects import to_module
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned
from tests.toy import MISTAKES, TWO_FUNCTIONS, write_course

TOY = (
    MISTAKES
    + """
[thrice]
says = "Takes another factor."
hint = "?"
edit = { "2 * x" = "{c} * x" }
c = [3, 5]

[shifted]
says = "Adds one."
hint = "?"
edit = { "return 2" = "return 1 + 2" }

[same_as_shifted]
says = "Adds one, too."
hint = "?"
edit = { "2 * x" = "2 * x + 1" }

[unseen]
says = "Differs nowhere."
hint = "?"
edit = { "2 * x" = "x + x" }
"""
)


@pytest.fixture
def exercise(tmp_path):
    return load_course(write_course(tmp_path, mistakes=TOY)).exercises[0]


def find_number(exercise, *names, kind="mistake"):
    return next(i for i, s in enumerate(exercise.table.suspects) if (s.kind, s.names) == (kind, names))


def to_answers(exercise, transport):
    """Return answers as a diagnosis does: None where they are the reference's."""
    right = InProcessTransport(exercise.reference)
    found = {}
    for known in exercise.table.questions:
        pairs = [
            (to_parts(transport.call(*question)), to_parts(right.call(*question)))
            for question in known.transcript.questions
        ]
        found[known.function] = [mine if find_differing(mine, theirs) else None for mine, theirs in pairs]
    return found


def find(exercise, kind, transport):
    table = exercise.table
    found = table.find_candidates(kind, table.to_row(to_answers(exercise, transport)))
    return {table.suspects[row].names: functions for row, functions in found.items()}


def test_a_suspect_is_found_by_its_own_answers(exercise):
    for number in range(len(exercise.table.suspects)):
        suspect = exercise.table.suspects[number]
        if suspect.names == ("unseen",):
            continue
        transport = InProcessTransport(to_module(exercise.mistakes, suspect))
        table = exercise.table
        found = table.find_candidates(suspect.kind, table.to_row(to_answers(exercise, transport)))
        assert number in found, suspect
        assert found[number]["double"]


def test_only_those_that_agree_are_found(exercise):
    shifted = InProcessTransport(
        to_module(exercise.mistakes, exercise.table.suspects[find_number(exercise, "shifted")])
    )
    assert set(find(exercise, "mistake", shifted)) == {("shifted",), ("same_as_shifted",)}


def test_a_right_answer_is_none_of_a_suspect_that_comes_near(tmp_path):
    near = '[nearly]\nsays = "Adds little."\nhint = "?"\nedit = { "2 * x" = "2 * x + {c} * (x > 1)" }\nc = [1e-8, 1]\n'
    (exercise,) = load_course(write_course(tmp_path, mistakes=near)).exercises
    table, number = exercise.table, find_number(exercise, "nearly")
    right = table.sketches[-1], table.scales[-1]
    assert not np.array_equal(table.sketches[number], right[0])
    assert table.find_candidates("mistake", right) == {}
    assert number in table.find_candidates("mistake", (table.sketches[number], table.scales[number]))


def test_right_answers_find_nobody(exercise):
    right = InProcessTransport(exercise.reference)
    for kind in ("mistake", "place", "pair", "mutant"):
        assert find(exercise, kind, right) == {}


def test_the_row_of_right_answers_is_the_last(exercise):
    table = exercise.table
    sketches, scales = table.to_row({"double": [None] * len(table.questions[0].transcript.questions)})
    assert np.array_equal(sketches, table.sketches[-1])
    assert np.array_equal(scales, table.scales[-1])
    assert len(table.sketches) == len(table.suspects) + 1


def test_mistakes_are_kept_and_others_only_where_they_differ_in_the_table(exercise):
    kinds = [suspect.kind for suspect in exercise.table.suspects]
    assert kinds.count("mistake") == 6  # one with two constants; one differs nowhere
    assert find_number(exercise, "unseen")
    assert "mutant" in kinds
    # `+ 1` beside `3 *` is a third answer; beside `x + x`, which is right, it is not.
    assert find_number(exercise, "thrice", "same_as_shifted", kind="pair")
    assert not any("unseen" in suspect.names for suspect in exercise.table.suspects if suspect.kind == "pair")


def test_members_of_pairs_are_numbers_of_the_table(exercise):
    pairs = [suspect for suspect in exercise.table.suspects if suspect.kind == "pair"]
    assert pairs
    for pair in pairs:
        assert tuple(exercise.table.suspects[number].names[0] for number in pair.members) == pair.names


def test_answers_of_other_functions_stay_right(tmp_path):
    halved = '[halved_twice]\nsays = "Halves twice."\nhint = "?"\nedit = { "x / 2" = "x / 4" }\n'
    (exercise,) = load_course(write_course(tmp_path, **TWO_FUNCTIONS, mistakes=MISTAKES + halved)).exercises
    assert [known.function for known in exercise.table.questions] == ["double", "half"]
    halved = InProcessTransport(to_module(exercise.mistakes, exercise.table.suspects[1]))
    assert set(find(exercise, "mistake", halved)) == {("halved_twice",)}
    assert set(find(exercise, "mistake", halved)[("halved_twice",)]) == {"half"}


def test_questions_are_few_and_those_of_the_table_tell(exercise):
    (known,) = exercise.table.questions
    assert len(known.transcript.questions) <= suspect_table.EVENLY_CHOSEN + 6 * suspect_table.CHOSEN_PER_MISTAKE
    assert len(set(known.transcript.questions)) == len(known.transcript.questions)
    assert 0 < len(known.telling) <= suspect_table.TELLING
    assert list(known.telling) == sorted(set(known.telling))
    assert {cell.question for cell in exercise.table.cells} == set(known.telling)


def test_questions_that_tell_two_mistakes_apart_are_chosen():
    right, wrong = [0.0] * 99, [1.0] * 99

    def to_replies(values):
        return [Returned(value) for value in values]

    other = [*wrong[:43], 2.0, *wrong[44:]]  # differs at question 43 only
    chosen = suspect_table._choose(to_replies(right), [to_replies(wrong), to_replies(other)])
    assert 43 in chosen
    assert 43 not in suspect_table._choose(to_replies(right), [to_replies(wrong)])


def test_the_table_has_a_question_for_each_mistake():
    tells = [{90}, {91}, {90, 92}, set()]
    chosen = suspect_table._choose_telling(200, tells)
    assert {90, 91} <= set(chosen)
    assert len(chosen) == suspect_table.TELLING
    assert suspect_table._choose_telling(3, tells[3:]) == (0, 1, 2)


@pytest.mark.parametrize(("count", "wanted", "chosen"), [(3, 5, [0, 1, 2]), (10, 3, [0, 3, 6]), (4, 0, [])])
def test_questions_are_chosen_evenly(count, wanted, chosen):
    assert choose_evenly(list(range(count)), wanted) == chosen


def test_an_empty_table_finds_nobody():
    table = SuspectTable()
    assert table.find_candidates("mistake", table.to_row({})) == {}


def test_the_same_table_is_made_again(exercise):
    transcripts = [recorded.transcript for recorded in exercise.checks]
    again = make_table(transcripts, ["double"], exercise.reference, exercise.mistakes)
    assert again.suspects == exercise.table.suspects
    assert again.questions == exercise.table.questions
    assert np.array_equal(again.sketches, exercise.table.sketches, equal_nan=True)
