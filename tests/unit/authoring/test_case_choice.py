"""Cases are chosen so that each wrong version shows in one of them, and what a choice misses is counted."""

import itertools
from dataclasses import replace

from grader.authoring.case_choice import OTHERS, Missed, choose, count_missed, count_missed_of_halves
from grader.authoring.case_finding import ask_everything
from grader.authoring.verdicts import RememberingTransport, Shown, find_shown, judge_module
from grader.course.course import load_course
from grader.course.loops import to_silent_module
from tests.toy import REFERENCE, write_course


def shows(*failing, converted=()):
    return {"additive": Shown(frozenset(failing), frozenset(converted))}


def load(tmp_path, **replaced):
    return load_course(write_course(tmp_path, **replaced)).exercises[0]


def guarded(exercise):
    """Return the exercise with a guard in `additive`."""
    checks = tuple(
        replace(r, check=replace(r.check, guard=lambda student: None)) if r.id == "additive" else r
        for r in exercise.checks
    )
    return replace(exercise, checks=checks)


def test_every_wrong_version_shows(tmp_path):
    exercise = load(tmp_path)
    shown = [shows(11, 12), shows(12, 13), shows(17), shows(19, 0), shows(converted=[15])]
    chosen = choose(exercise, shown)["additive"]
    assert {0, 12, 15, 17} <= {*chosen}  # 12 shows two of them, and 0 is asked in any event
    assert len(chosen) == 4 + OTHERS
    assert count_missed(shown, {"additive": chosen}) == Missed(0, 4)


def test_others_are_evenly_spaced(tmp_path):
    exercise = load(tmp_path)
    count = len(next(r.cases for r in exercise.checks if r.id == "additive"))
    first, *others = choose(exercise, [])["additive"]
    assert first == 0
    assert len(others) == OTHERS
    gaps = [after - before for before, after in itertools.pairwise(others)]
    assert max(gaps) - min(gaps) <= 1
    assert gaps[0] >= (count - 1) // OTHERS


def test_checks_with_fixed_inputs_have_no_choice(tmp_path):
    assert choose(load(tmp_path), []).keys() == {"additive", "matches"}


def test_guarded_cases_are_chosen(tmp_path):
    exercise = guarded(load(tmp_path))
    count = len(next(r.cases for r in exercise.checks if r.id == "additive"))
    assert {count - 3, count - 2, count - 1} <= {*choose(exercise, [])["additive"]}


def test_missed_failures_are_counted():
    shown = [shows(1, 2), shows(3), shows(converted=[4]), {"fixed": Shown(frozenset({0}), frozenset())}]
    assert count_missed(shown, {"additive": [2]}) == Missed(1, 3)
    assert count_missed(shown, {}) == Missed(0, 3)


def test_halves_tell_what_is_missed(tmp_path):
    exercise = load(tmp_path)
    assert count_missed_of_halves(exercise, [shows(0)] * 4) == Missed(0, 4)
    asked = {*choose(exercise, [])["additive"]}
    alone = next(number for number in range(1, 30) if number not in asked)
    assert count_missed_of_halves(exercise, [shows(alone), shows(0)]) == Missed(1, 2)
    assert count_missed_of_halves(exercise, [shows(alone), shows(alone)]) == Missed(0, 2)


def test_mistakes_mutants_and_effortless_answers_are_judged_on_every_case(tmp_path):
    exercise = ask_everything(load(tmp_path))
    shown = find_shown(exercise)
    assert len(shown) == 1 + 5 + 12
    squares = shown[0]
    matches = next(recorded for recorded in exercise.checks if recorded.id == "matches")
    assert len(squares["matches"].failing) > len(matches.cases) / 2  # all but zeros and twos


def test_answers_like_the_reference_s_show_nowhere(tmp_path):
    exercise = ask_everything(load(tmp_path))
    right = RememberingTransport(exercise.reference)
    module = to_silent_module(REFERENCE.replace("2 * x", "x + x"))
    assert judge_module(exercise, module, None, right) == {}


def test_a_converted_answer_shows(tmp_path):
    exercise = ask_everything(load(tmp_path))
    right = RememberingTransport(exercise.reference)
    module = to_silent_module(REFERENCE.replace("2 * x", "(2 * x)[:, None]"))
    shown = judge_module(exercise, module, None, right)
    matches = next(recorded for recorded in exercise.checks if recorded.id == "matches")
    assert shown["matches"] == Shown(frozenset(), frozenset(range(len(matches.cases))))
