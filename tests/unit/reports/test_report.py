"""The report, its JSON, its schema and its views."""

import json
import typing

import jsonschema
import msgspec
import pytest

from grader.course.course import load_course
from grader.exercise import failures
from grader.grading.grading import grade
from grader.reports.report import Rung, Timing, from_json, has_grader_fault, is_perfect, to_json, to_schema
from grader.reports.views import GRADERS_FAULT, SENTENCES, to_student_view
from tests.conftest import to_submission
from tests.toy import write_course


@pytest.fixture(scope="module")
def report(tmp_path_factory, server):
    toy = load_course(write_course(tmp_path_factory.mktemp("toy")))
    source = "def double(x):\n  print(x)\n  return x + 1 if x.sum() > 0 else 1 / 0"
    return grade(toy, to_submission({"double.py": source}), server)


def test_json_fits_the_schema_and_reads_back(report):
    data = to_json(report)
    schema = to_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(data), schema)
    assert from_json(data) == report
    assert data.endswith(b"}\n")


def test_report_of_another_form_is_refused(report):
    data = json.loads(to_json(report))
    with pytest.raises(msgspec.ValidationError, match="surprise"):
        from_json(json.dumps(data | {"surprise": 1}).encode())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema_version": 1}, to_schema())


def test_fields_are_those_of_the_contract(report):
    data = json.loads(to_json(report))
    assert list(data) == [
        "schema_version", "grader_version", "course", "submission", "score", "max_score", "exercises",
        "isolation", "environment", "timing",
    ]  # fmt: skip
    assert list(data["submission"]) == ["id", "sha256", "files", "notes"]
    exercise = data["exercises"][0]
    assert list(exercise) == ["id", "title", "score", "max_score", "message", "diagnosis", "checks", "unexplained"]
    assert list(exercise["unexplained"][0]) == ["function", "entries", "questions", "sketches", "smallest"]
    assert list(exercise["checks"][0]) == [
        "id", "title", "visibility", "weight", "verdict", "fault", "message", "hint", "counterexample", "output",
        "followed_through", "rung", "sentence",
    ]  # fmt: skip


def test_student_view_has_nothing_of_answers_without_a_diagnosis(report):
    assert report.exercises[0].unexplained
    for hidden_counterexamples in (False, True):
        shown = to_student_view(report, hidden_counterexamples=hidden_counterexamples)
        assert b'"unexplained"' not in to_json(shown)


def test_student_view_of_a_hidden_check(report):
    hidden = report.exercises[0].checks[-1]
    assert hidden.visibility == "hidden"
    assert hidden.counterexample is not None
    shown = to_student_view(report, hidden_counterexamples=False).exercises[0].checks[-1]
    assert (shown.counterexample, shown.output) == (None, "")
    assert (shown.rung, shown.message) == ("raised", SENTENCES["raised"])
    assert shown.hint == hidden.hint != ""


def test_student_view_has_a_sentence_for_each_rung_and_for_the_graders_faults(report):
    hidden = report.exercises[0].checks[-1]
    assert set(SENTENCES) == set(typing.get_args(Rung))
    assert set(SENTENCES) == {rung for part in typing.get_args(failures.Rung) for rung in typing.get_args(part)}
    for rung in (*SENTENCES, None):
        (shown,) = to_student_view(with_checks(report, rung=rung), hidden_counterexamples=False).exercises[0].checks
        assert shown.message == (SENTENCES[rung] if rung else GRADERS_FAULT)
    (shown,) = to_student_view(with_checks(report, sentence="Ours."), hidden_counterexamples=False).exercises[0].checks
    assert shown.message == "Ours."
    assert hidden.message not in SENTENCES.values()


def with_checks(report, **changes):
    """Return the report with its hidden check alone, changed."""
    (exercise,) = report.exercises
    check = msgspec.structs.replace(exercise.checks[-1], **changes)
    return msgspec.structs.replace(report, exercises=(msgspec.structs.replace(exercise, checks=(check,)),))


def test_student_view_has_no_times(report):
    assert report.timing.wall_s > 0
    assert to_student_view(report, hidden_counterexamples=True).timing == Timing(0.0, {})


def test_course_may_show_hidden_inputs_but_never_expected_values(report):
    shown = to_student_view(report, hidden_counterexamples=True).exercises[0].checks
    assert shown[-1].counterexample.call == report.exercises[0].checks[-1].counterexample.call
    assert {check.counterexample.expected for check in shown if check.counterexample} == {None}
    assert "\n" not in shown[-1].message


def test_state_of_a_report(report):
    assert not is_perfect(report)
    assert not has_grader_fault(report)
