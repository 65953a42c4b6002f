"""A mistake is told once: its checks are folded under it, with the call that shows it best."""

import io
import re
from html import unescape
from types import SimpleNamespace

import msgspec
import pytest
from rich.console import Console, Group

from grader.exercise.declared_form import DECLARED_FORM
from grader.practice.notebook_card import Card
from grader.practice.practice import PracticeResult
from grader.reports.causes import exercise_message
from grader.reports.explained import FORM_CHECK, find_explained, list_others
from grader.reports.report import CheckReport, Counterexample, Diagnosis, ExerciseReport
from grader.reports.terminal import find_causes, render_checks
from grader.reports.views import _strip_check


def to_check(name, call="", verdict="failed", **others):
    """Return the report of a check whose message and title name it."""
    example = Counterexample(call, f"what {name} got", None) if call else None
    given = {"visibility": "public", "weight": 1, "fault": "student", "hint": "", "output": ""} | others
    return CheckReport(
        id=name,
        title=f"Title of {name}.",
        verdict=verdict,
        message=f"Message of {name}.",
        counterexample=example,
        **given,
    )


def to_diagnosis(name, *checks, **others):
    return Diagnosis(f"Does {name}.", "f", f"Why {name}?", (name,), checks, **others)


def to_exercise(checks, *diagnoses):
    return ExerciseReport("double", "Doubling", 0.0, 4.0, exercise_message(checks, diagnoses), diagnoses, tuple(checks))


def to_words(exercise):
    """Return what the terminal says of an exercise, on one line."""
    console = Console(file=io.StringIO(), width=200, highlight=False, color_system=None)
    console.print(Group(*render_checks(exercise)))
    return " ".join(console.file.getvalue().split())


def to_card_words(exercise):
    outcome = PracticeResult(SimpleNamespace(id="double", title="Doubling"), "double.py", exercise, ())
    html = Card(outcome)._repr_html_()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


CHECKS = (
    to_check("long", "f(1, 2, 3)"),
    to_check("short", "f(1)"),
    to_check("silent", visibility="hidden"),
    to_check("fine", verdict="passed"),
    to_check("other", "f(7)", hint="Hint of other."),
)


@pytest.mark.parametrize("read", [to_words, to_card_words])
def test_explained_checks_are_one_line_below_the_smallest_counterexample(read):
    told = read(to_exercise(CHECKS, to_diagnosis("squares", "long", "short", "silent")))
    order = [
        "Likely mistake in f: Does squares.",
        "Why squares?",
        "✗ wrong: Title of short.",
        "f(1)",
        "Also fails 2 checks: long; hidden: silent",
        "✓ 1 check passed.",
        "✗ wrong: Title of other.",
        "Hint: Hint of other.",
    ]
    places = [told.index(words) for words in order]
    assert places == sorted(places)
    for words in ("Title of long", "Message of long", "f(1, 2, 3)", "Title of silent", "for the same reason"):
        assert words not in told


@pytest.mark.parametrize("read", [to_words, to_card_words])
def test_a_pair_is_told_as_two_mistakes_with_one_fold(read):
    explained = ("long", "short", "silent")
    told = read(to_exercise(CHECKS, to_diagnosis("squares", *explained), to_diagnosis("halves", *explained)))
    for words in ("Does squares.", "Why squares?", "Does halves.", "Why halves?", "Title of short", "Also fails"):
        assert told.count(words) == 1, words
    assert told.index("Why halves?") < told.index("Title of short")


@pytest.mark.parametrize("read", [to_words, to_card_words])
def test_a_trifle_comes_after_the_other_failures(read):
    checks = (to_check("trifle", "f(0)"), to_check("heavy", "f(1)", weight=4))
    told = read(to_exercise(checks, to_diagnosis("views", "trifle")))
    assert told.index("Title of heavy") < told.index("Does views.") < told.index("Title of trifle")


def test_a_check_that_two_mistakes_explain_is_told_under_the_first():
    exercise = to_exercise(CHECKS, to_diagnosis("squares", "long", "short"), to_diagnosis("halves", "short", "silent"))
    assert [[check.id for check in group.checks] for group in find_explained(exercise)] == [
        ["long", "short"],
        ["silent"],
    ]
    assert [check.id for check, _ in find_causes(exercise)] == ["other"]


def test_a_mutant_has_no_name_and_is_told_alike():
    told = to_words(to_exercise(CHECKS, Diagnosis("Leaves out a transpose.", "f", "Why?", (), ("long",), "t_left_out")))
    assert "Likely mistake in f: Leaves out a transpose. Why? ✗ wrong: Title of long." in told
    assert "Also fails" not in told


def test_without_a_visible_counterexample_the_first_check_is_shown():
    hidden = [to_check(name, visibility="hidden") for name in ("one", "two")]
    (group,) = find_explained(to_exercise(hidden, to_diagnosis("squares", "one", "two")))
    assert group.shown.id == "one"
    assert list_others(group.others) == "1 check: hidden: two"
    assert "Title of one" in to_words(to_exercise(hidden, to_diagnosis("squares", "one", "two")))


def test_the_check_of_forms_shows_a_mistake_only_if_no_other_does():
    assert FORM_CHECK == DECLARED_FORM
    checks = (to_check("long", "f(1, 2, 3)"), to_check(FORM_CHECK, "f(1)"))
    for explained, shown in ((("long", FORM_CHECK), "long"), ((FORM_CHECK,), FORM_CHECK)):
        (group,) = find_explained(to_exercise(checks, to_diagnosis("squares", *explained)))
        assert group.shown.id == shown


def test_a_mistake_that_explains_no_check_is_still_told():
    told = to_words(to_exercise(CHECKS, to_diagnosis("squares")))
    assert "Does squares." in told
    assert told.index("Title of short") < told.index("Does squares.")


def test_all_checks_stay_in_the_report():
    exercise = to_exercise(CHECKS, to_diagnosis("squares", "long", "short", "silent"))
    assert msgspec.json.decode(msgspec.json.encode(exercise), type=ExerciseReport).checks == CHECKS


@pytest.mark.parametrize("read", [to_words, to_card_words])
def test_it_is_said_what_does_not_matter(read):
    example = Counterexample("f(1, 2)", "3", None, any_value=("X", "Y"))
    check = msgspec.structs.replace(to_check("short", "f(1)"), counterexample=example)
    assert "returned 3 Any X or Y fails like this." in read(to_exercise([check]))
    assert "like this" not in read(to_exercise([to_check("short", "f(1)")]))


def test_of_hidden_checks_students_are_not_told_it():
    example = Counterexample("f(1, 2)", "3", "4", any_value=("X",))
    hidden = msgspec.structs.replace(to_check("silent", visibility="hidden"), rung="value", counterexample=example)
    for shown, told in ((False, None), (True, ("X",))):
        stripped = _strip_check(hidden, hidden_counterexamples=shown).counterexample
        assert (stripped.any_value if stripped is not None else None) == told
