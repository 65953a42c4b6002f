"""The views of a report for students and instructors."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from grader.reports.causes import exercise_message, is_untouched
from grader.reports.report import CheckReport, ExerciseReport, Report, Rung, Timing, Visibility

View: TypeAlias = Literal["student", "instructor"]

# What a student reads of a hidden check. A student's code knows its input, so nothing here may depend on that code
# except the choice of the sentence.
SENTENCES: dict[Rung, str] = {
    "not_returned": "Your code returned no answer to an input of this check.",
    "none": "Your code returned None for an input of this check. Is a `return` missing?",
    "kind": "An answer is of another kind than the statement asks for.",
    "keys": "A dict that your code returned lacks a key that the statement asks for.",
    "shape": "An answer does not have the shape that the statement asks for.",
    "dtype": "An answer is an array of another dtype than float64.",
    "not_finite": "An answer contains inf or NaN.",
    "raised": "Your code raised an exception for an input that the statement allows.",
    "value": "The answers of your code do not have this property.",
}
GRADERS_FAULT = "The grader failed during this check; the submission has to be graded again."


def find_shown(view: View, *, hidden_counterexamples: bool) -> tuple[Visibility, ...]:
    """Return the visibilities of the checks whose counterexamples a view shows."""
    return ("public", "hidden") if view == "instructor" or hidden_counterexamples else ("public",)


def to_student_view(report: Report, *, hidden_counterexamples: bool) -> Report:
    """Return the report without the parts that students should not see.

    A hidden check keeps its title, verdict and hint, and says how far an answer came, in a sentence of the grader's or
    of the course's author; with `hidden_counterexamples`, also the call and its return value. Expected values remain
    only in what is said and measured in public checks, where students can compute them. Times are removed: student
    code that knows a hidden input can choose how long it takes. Faults of the grader and answers without a diagnosis
    are for instructors.
    """
    exercises = tuple(_strip_exercise(exercise, hidden_counterexamples) for exercise in report.exercises)
    return msgspec.structs.replace(report, exercises=exercises, timing=Timing(0.0, {}))


def _strip_exercise(exercise: ExerciseReport, hidden_counterexamples: bool) -> ExerciseReport:
    checks = tuple(_strip_check(check, hidden_counterexamples) for check in exercise.checks)
    keeps = is_untouched(checks) and any(
        check.visibility == "public" for check in checks
    )  # it is of public checks only
    message = exercise.message if keeps else exercise_message(checks, exercise.diagnosis)
    return msgspec.structs.replace(exercise, checks=checks, message=message, faults=(), unexplained=())


def _strip_check(check: CheckReport, hidden_counterexamples: bool) -> CheckReport:
    counterexample = check.counterexample
    if counterexample is not None:
        counterexample = msgspec.structs.replace(counterexample, expected=None)
    if check.visibility == "public":
        return msgspec.structs.replace(check, counterexample=counterexample)
    # What was measured may tell what was expected, as the place of the largest error does.
    shown = msgspec.structs.replace(counterexample, measured="") if counterexample and hidden_counterexamples else None
    return msgspec.structs.replace(check, message=_explain(check), counterexample=shown, output="")


def _explain(check: CheckReport) -> str:
    if check.verdict == "passed":
        return ""
    return check.sentence or (GRADERS_FAULT if check.rung is None else SENTENCES[check.rung])
