"""The sample class gets the verdicts that an instructor who knows these students expects."""

import dataclasses
import json
import re

import msgspec
import pytest

from grader.batch.batch import find_submissions
from grader.batch.process_pool import grade_in_parallel
from grader.cli import cli
from grader.execution.transcript import NO_TRANSCRIPT
from grader.reports.replay import find_check, render_replay
from grader.reports.report import Timing, to_json
from tests.golden.regenerate import FOLDER, WHOLE, grade_class, to_golden, to_verdicts


@pytest.fixture(scope="module")
def graded(course):
    return grade_class(course)


def by_id(report):
    """Return the exercises that a student attempted."""
    attempted = [e for e in report.exercises if any(check.verdict != "not_attempted" for check in e.checks)]
    return {exercise.id: exercise for exercise in attempted or report.exercises}


def test_verdicts(graded):
    expected = json.loads((FOLDER / "verdicts.json").read_text())
    assert {student: to_verdicts(report) for student, report in graded.items()} == expected


@pytest.mark.parametrize("student", WHOLE)
def test_whole_reports(graded, student):
    assert to_golden(graded[student]) == (FOLDER / f"{student}.json").read_text()


def to_bytes(report):
    return to_json(msgspec.structs.replace(report, timing=Timing(0.0, {})))


def test_calls_one_at_a_time_give_the_same_bytes(graded, course):
    exercises = [
        dataclasses.replace(e, checks=tuple(dataclasses.replace(check, transcript=NO_TRANSCRIPT) for check in e.checks))
        for e in course.exercises
    ]
    for student, report in grade_class(dataclasses.replace(course, exercises=tuple(exercises))).items():
        assert to_bytes(report) == to_bytes(graded[student]), student


def test_recordings_from_disk_in_two_processes_give_the_same_bytes(graded, course, root):
    # Each process loads the course by itself; what it needs was drawn before and is on disk.
    paths = find_submissions(root / "examples" / "class")
    for _, report in grade_in_parallel(course, paths[::-1], 2, ("public", "hidden")):
        assert to_bytes(report) == to_bytes(graded[report.submission.id]), report.submission.id


def test_examples_of_replay_have_something_to_replay(graded, root):
    texts = [(root / "README.md").read_text(), cli.commands["replay"].help]
    examples = [re.search(r"grader replay results/reports/(\w+)\.json (\S+)", text) for text in texts]
    for student, check in (example.groups() for example in examples):
        assert "as graded" in render_replay(graded[student], *find_check(graded[student], check))


@pytest.mark.parametrize("student", ["ada", "boris"])
def test_right_solutions_earn_everything(graded, student):
    assert all(exercise.score == exercise.max_score for exercise in by_id(graded[student]).values())
    assert all("overflow" in note for note in graded[student].submission.notes)


def test_one_sign_slip(graded):
    chloe = by_id(graded["chloe"])["two_layer_backprop"]
    assert 0.5 <= chloe.score / chloe.max_score <= 0.8
    assert "Every entry has the wrong sign." in next(c for c in chloe.checks if c.id == "worked_gradients").message


def test_untouched_template(graded):
    emil = graded["emil"]
    assert emil.score == 0
    assert {check.verdict for exercise in emil.exercises for check in exercise.checks} == {"not_attempted"}
    message = "Not attempted. softmax is not written yet: it raised NotImplementedError."
    assert by_id(emil)["softmax_shift"].message == message


def test_endless_loop_and_exit(graded):
    goran = graded["goran"]
    checks = {exercise.id: {check.id: check for check in exercise.checks} for exercise in goran.exercises}
    assert checks["gradient_check"]["worked_squares"].verdict == "timed_out"
    assert checks["gradient_check"]["cubic_shows_step"].verdict == "skipped"
    assert checks["two_layer_backprop"]["stable_cost"].verdict == "died"
    assert "called exit()" in checks["two_layer_backprop"]["stable_cost"].message
    assert checks["two_layer_backprop"]["worked_gradients"].verdict == "passed"


def test_lists_are_converted_and_wrong_dtypes_and_shapes_are_named(graded):
    hana = by_id(graded["hana"])
    softmax, numerical, network = (hana[name] for name in ("softmax_shift", "gradient_check", "two_layer_backprop"))
    assert softmax.score == softmax.max_score
    assert "returned shape (2, 1), expected (1, 2)" in numerical.message
    assert "dtype float32, expected float64" in network.message
