"""Convert outcomes and findings to reports."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from grader.course.recording import RecordedCheck
from grader.execution.isolation import NOTHING_RAN
from grader.execution.transcript import NO_TRANSCRIPT
from grader.exercise.declared_form import DECLARED_FORM, to_declared_form, to_failure, to_weight
from grader.exercise.failures import Failure
from grader.grading.counterexamples import to_counterexample
from grader.grading.faults import describe_fault
from grader.grading.findings import NO_FINDINGS
from grader.grading.judging import Outcome
from grader.grading.sentences import to_sentence
from grader.packages import find_version
from grader.reports.causes import exercise_message
from grader.reports.report import (
    SCHEMA_VERSION,
    CheckReport,
    CourseInfo,
    Environment,
    ExerciseReport,
    Report,
    SubmissionInfo,
    Timing,
)
from grader.text import MAX_OUTPUT, one_line, printable
from grader.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.course.course import Course, PublicExercise
    from grader.exercise.precision import FormFault
    from grader.grading.findings import Findings
    from grader.reports.report import Isolation

_ENDED = ("timed_out", "out_of_memory", "died")


def to_report(
    course: Course,
    info: SubmissionInfo,
    exercises: tuple[ExerciseReport, ...],
    isolation: Isolation,
    timing: Timing,
) -> Report:
    """Assemble a report."""
    return Report(
        schema_version=SCHEMA_VERSION,
        grader_version=VERSION,
        course=CourseInfo(course.title, course.sha256),
        submission=info,
        score=round(sum(exercise.score for exercise in exercises), 2),
        max_score=round(sum(exercise.max_score for exercise in exercises), 2),
        exercises=exercises,
        isolation=isolation,
        environment=Environment(
            platform.python_version(), np.__version__, find_version("hypothesis"), platform.platform(terse=True)
        ),
        timing=timing,
    )


def report_unreadable(course: Course, submission_id: str, reason: str) -> Report:
    """Return the report of a submission that could not be read: nothing attempted, with the reason."""
    return _report_not_run(course, submission_id, reason, Failure("not_attempted", "The submission could not be read."))


def report_broken(course: Course, submission_id: str, reason: str) -> Report:
    """Return the report of a submission that the grader failed to grade and that has to be graded again."""
    return _report_not_run(course, submission_id, reason, Failure("grader_fault", reason, owner="grader"))


def _report_not_run(course: Course, submission_id: str, reason: str, failure: Failure) -> Report:
    exercises = tuple(report_untouched(exercise, failure) for exercise in course.exercises)
    info = SubmissionInfo(submission_id, "", (), (reason,))
    return to_report(course, info, exercises, NOTHING_RAN, Timing(0.0, {}))


def report_untouched(exercise: PublicExercise, failure: Failure) -> ExerciseReport:
    """Return the report of an exercise that was not run, with the same failure for each check."""
    return to_exercise_report(exercise, [to_check_report(recorded, Outcome(failure)) for recorded in exercise.checks])


def report_fault(exercise: PublicExercise, error: Exception) -> ExerciseReport:
    """Return the report of an exercise during which an unexpected exception was raised in the grader."""
    failure = Failure("grader_fault", "The grader failed on this exercise. It will be graded again.", owner="grader")
    fault = f"Grading failed: {describe_fault(error, exercise.id)}. The log has the traceback; grade again with -v."
    return msgspec.structs.replace(report_untouched(exercise, failure), faults=(fault,))


def to_exercise_report(
    exercise: PublicExercise,
    found: Sequence[CheckReport],
    findings: Findings = NO_FINDINGS,
    unwritten: Sequence[str] = (),
) -> ExerciseReport:
    """Return the report of an exercise; `unwritten` are the functions that its file defines as stubs."""
    follows = {recorded.id: recorded.check.follows for recorded in exercise.checks}
    checks = tuple(_add_findings(check, follows.get(check.id, ""), findings) for check in found)
    earned = sum(check.weight for check in checks if check.verdict == "passed")
    total = sum(check.weight for check in checks)
    return ExerciseReport(
        id=exercise.id,
        title=exercise.title,
        score=round(exercise.points * earned / total, 2) if total else 0.0,
        max_score=exercise.points,
        message=exercise_message(checks, findings.diagnoses, unwritten),
        diagnosis=findings.diagnoses,
        checks=checks,
        faults=(findings.fault,) if findings.fault else (),
        unexplained=findings.unexplained,
    )


def _add_findings(check: CheckReport, follows: str, findings: Findings) -> CheckReport:
    """Add the diagnosis to a check's report: a diagnosis that explains the check gives a better hint."""
    return msgspec.structs.replace(
        check,
        hint="" if check.id in findings.explained_checks else check.hint,
        followed_through=check.followed_through or (check.verdict == "passed" and follows in findings.wrong_functions),
    )


def to_check_report(recorded: RecordedCheck, outcome: Outcome) -> CheckReport:
    """Return the report of a check before any diagnosis."""
    failure = outcome.failure
    return CheckReport(
        id=recorded.id,
        title=one_line(recorded.check.title),
        visibility=recorded.visibility,
        weight=recorded.check.weight,
        verdict="passed" if failure is None else failure.verdict,
        fault="none" if failure is None else failure.owner,
        message="" if failure is None else printable(f"{failure.summary}\n{failure.detail}".strip()),
        hint=recorded.check.hint if failure is not None and _shows_hint(recorded, failure) else "",
        counterexample=to_counterexample(outcome),
        output=printable(outcome.output, MAX_OUTPUT),
        followed_through=outcome.followed,
        rung=None if failure is None else failure.rung,
        sentence="" if failure is None or failure.rung != "value" else to_sentence(recorded.check, failure.summary),
    )


def add_form_faults(
    exercise: PublicExercise, checks: tuple[CheckReport, ...], faults: Mapping[str, FormFault]
) -> tuple[CheckReport, ...]:
    """Fail the generated check, if it passed, for what was wrong with the form of answers to other checks.

    In a student's folder, which has no such check, one is added.
    """
    if not faults:
        return checks
    weight = to_weight(sum(check.weight for check in checks))
    found = next((recorded for recorded in exercise.checks if recorded.id == DECLARED_FORM), None)
    recorded = found or RecordedCheck(DECLARED_FORM, "public", to_declared_form(weight), 0, (), NO_TRANSCRIPT)
    failed = to_check_report(recorded, Outcome(to_failure(faults)))
    if found is None:
        return (*checks, failed)
    return tuple(failed if check.id == DECLARED_FORM and check.verdict == "passed" else check for check in checks)


def _shows_hint(recorded: RecordedCheck, failure: Failure) -> bool:
    """Whether a hint may help: the property does not hold, or students cannot read why there is no usable answer."""
    is_told = recorded.visibility == "hidden" and failure.verdict in ("failed", "raised", *_ENDED)
    return failure.about_property or (is_told and failure.owner == "student" and failure.during == "call")
