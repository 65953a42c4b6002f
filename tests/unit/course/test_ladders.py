"""Ladders: short, simple, passed by the reference, and with what the known mistakes fail."""

from collections import Counter

import numpy as np
import pytest

from grader.course import ladders
from grader.course.course import load_course
from grader.course.ladders import make_ladders, to_simplicity
from grader.course.simplification import find_inputs
from grader.course.transcripts import record_transcript
from grader.worker import wire
from tests.toy import HIDDEN, MISTAKES, PUBLIC, write_course

RARE = """
[rare]
says = "Is wrong beside the point."
hint = "?"
edit = { "2 * x" = "2 * x + (abs(x - 2.5).min() < 0.2)" }
"""


def load_toy(tmp_path, **replaced):
    return load_course(write_course(tmp_path, **replaced)).exercises[0]


def make(exercise):
    return make_ladders(exercise.checks, exercise.functions, exercise.reference, exercise.mistakes)


@pytest.fixture
def toy(tmp_path):
    return load_toy(tmp_path)


def find_check(exercise, name):
    return next(check for check in exercise.checks if check.id == name)


def to_numbers(case):
    return np.concatenate([np.ravel(value) for value in find_inputs(case).values()])


def test_checks_that_draw_have_one(toy):
    assert set(toy.ladders) == {"additive", "matches"}


def test_rungs_are_few_and_simplest_first(toy):
    for ladder in toy.ladders.values():
        order = [to_simplicity(case) for case in ladder.cases]
        assert order == sorted(order)
        assert len(set(ladder.cases)) == len(ladder.cases)
        assert 10 < len(ladder.cases) <= ladders.MAX_RUNGS + len(toy.mistakes.known)


def test_each_combination_of_shapes_is_there(toy):
    for ladder in toy.ladders.values():
        counted = Counter(len(to_numbers(case)) for case in ladder.cases)
        assert set(counted) == {1, 2, 3}
        assert max(counted.values()) <= ladders.MAX_PER_SHAPES + len(toy.mistakes.known)


def test_decimals_are_short_and_not_all_numbers_plain(toy):
    for ladder in toy.ladders.values():
        numbers = np.concatenate([to_numbers(case) for case in ladder.cases])
        assert np.array_equal(numbers, np.round(numbers, 1))
        assert np.any(numbers != np.round(numbers))


def test_the_shorter_case_is_the_simpler_one_and_then_that_of_fewer_digits():
    values = [[0.25, 0.25], [0.0, -1.0], [0.0, 1.0], [1.125]]
    ordered = sorted((wire.encode({"x": np.array(value)}) for value in values), key=to_simplicity)
    assert [to_numbers(case).tolist() for case in ordered] == [[1.125], [0.0, 1.0], [0.0, -1.0], [0.25, 0.25]]


def test_what_is_asked_on_a_rung_is_recorded_without_guards(tmp_path):
    guarded = PUBLIC.replace("@check(weight=2,", "@check(guard=look, weight=2,").replace(
        "@check(weight=1", "def look(student):\n    student.double(np.array([7.0]))\n\n\n@check(weight=1"
    )
    exercise = load_toy(tmp_path, public_checks=guarded)
    check = find_check(exercise, "additive")
    ladder = exercise.ladders["additive"]
    asked = [wire.decode(arguments)[0][0].tolist() for _, arguments in ladder.transcript.questions]
    assert [7.0] not in asked
    assert any(wire.decode(arguments)[0][0].tolist() == [7.0] for _, arguments in check.transcript.questions)
    assert all(ladder.transcript.settled)
    assert len(ladder.transcript.asked) == len(ladder.cases)


def test_a_case_that_the_reference_fails_is_no_rung(tmp_path):
    picky = PUBLIC.replace(
        "    assert_close(student.double(x + 1)", "    assert x.min() > -1\n    assert_close(student.double(x + 1)"
    )
    ladder = load_toy(tmp_path, public_checks=picky).ladders["additive"]
    assert ladder.cases
    assert all(to_numbers(case).min() > -1 for case in ladder.cases)


def test_a_mistake_adds_what_its_own_failure_shrinks_to(tmp_path, monkeypatch):
    monkeypatch.setattr(ladders, "DRAWN", 1)  # so that no draw shows it
    numbers = PUBLIC.replace('arrays("(n)", n=(1, 3))', 'arrays("(n)", n=(1, 3), scale=2.0)')
    without = make(load_toy(tmp_path / "without", public_checks=numbers, mistakes=MISTAKES))
    found = make(load_toy(tmp_path / "with", public_checks=numbers, mistakes=MISTAKES + RARE))
    more = set(found["additive"].cases) - set(without["additive"].cases)
    assert len(more) == 1
    assert any(np.abs(to_numbers(case) + shift - 2.5).min() < 0.2 for case in more for shift in (0, 1))
    assert found["matches"].cases == without["matches"].cases  # no failure of a second check is shrunk


def test_a_mistake_that_cannot_be_loaded_is_left_out(tmp_path):
    broken = '[broken]\nsays = "Fails."\nhint = "?"\nedit = { "Array = NDArray" = "Array = nothing" }\n'
    assert load_toy(tmp_path, mistakes=broken).ladders["additive"].cases


def test_checks_of_one_source_share_draws(tmp_path, monkeypatch):
    twice = PUBLIC + PUBLIC[PUBLIC.index("@check(weight=2") :].replace("additive", "still_additive")
    exercise = load_toy(tmp_path, public_checks=twice)
    record, drawn = ladders.cases.record, []
    monkeypatch.setattr(ladders.cases, "record", lambda *given: drawn.append(given) or record(*given))
    made = make(exercise)
    assert len(made) == 3
    assert len(drawn) == 2  # hidden checks share no draws with public ones


def test_ladders_of_public_checks_do_not_depend_on_the_seed(tmp_path):
    one, other = (make(load_toy(tmp_path / seed, seed=f"{seed}\n")) for seed in ("1", "2"))
    assert one["additive"] == other["additive"]
    assert one["matches"].cases != other["matches"].cases


def test_the_transcript_is_of_the_rungs(toy):
    check, ladder = find_check(toy, "matches"), toy.ladders["matches"]
    assert "matches" in HIDDEN
    assert ladder.transcript == record_transcript(check.check, ladder.cases, toy.functions, toy.reference)
