"""Grade a submission in two phases: the public checks of all exercises, then the hidden ones.

`grade` -> `_run_public`, then `_run_hidden` -> `run_checks` -> `run_cases`, `confirm`, then `to_exercise_report`.

A worker that has seen a hidden input can tell it to a later one, if only by the time at which it ends. So whatever
students read as free text (notes, output, warnings, messages, counterexamples) is from the first phase, in which no
worker has seen a hidden input. All of its workers have ended before the first of the second phase starts.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from grader.course.course import Exercise
from grader.errors import GraderError, SubmissionError
from grader.execution import isolation
from grader.execution.forkserver import ForkServer
from grader.execution.hangs import NO_HANGS, Hangs
from grader.execution.session import WorkerSession
from grader.exercise.declared_form import to_constants
from grader.grading.checking import BOTH, HIDDEN, PUBLIC, Keep, keep_nothing, run_checks
from grader.grading.findings import NO_FINDINGS
from grader.grading.judging import settles_nothing
from grader.grading.messages import explain_missing_file, numeric_warnings
from grader.grading.misplaced import explain_misplaced, find_missing_functions
from grader.grading.writing import (
    add_form_faults,
    report_broken,
    report_fault,
    report_unreadable,
    report_untouched,
    to_exercise_report,
    to_report,
)
from grader.reports.report import SubmissionInfo, Timing
from grader.submissions.class_folder import tell_class
from grader.submissions.main_file import find_main_file, find_outlines
from grader.submissions.submission import find_id, load_submission
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from grader.course.course import Course, PublicExercise
    from grader.execution.transport import Transport
    from grader.grading.findings import Findings
    from grader.grading.judging import Settles
    from grader.reports.report import CheckReport, ExerciseReport, Report, Visibility
    from grader.submissions.main_file import Outline
    from grader.submissions.submission import Submission

_log = logging.getLogger(__name__)


def grade_path(
    course: Course,
    path: Path,
    server: ForkServer,
    shown: Collection[Visibility] = BOTH,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Report, GraderError | None]:
    """Load and grade the entry of a class folder, never through a link; the result is that of `explain_failure`."""

    def make_report() -> Report:
        submission = _warn_of_class(course, load_submission(path, follows_link=False, tell=tell))
        return grade(course, submission, server, shown, tell)

    return explain_failure(course, path, make_report)


def _warn_of_class(course: Course, submission: Submission) -> Submission:
    """Add a note first if the submission seems to be of several students, whose files would count as one's."""
    why = tell_class(submission, {name for exercise in course.exercises for name in (exercise.id, exercise.assignment)})
    note = f"This folder {why} It was graded as one student's submission."
    return replace(submission, notes=(note, *submission.notes)) if why else submission


def explain_failure(course: Course, path: Path, make_report: Callable[[], Report]) -> tuple[Report, GraderError | None]:
    """Make a report; if the submission cannot be read or graded, return a report of that and the error."""
    try:
        return make_report(), None
    except SubmissionError as error:
        return report_unreadable(course, find_id(path), one_line(str(error))), error
    except GraderError as error:
        return report_broken(course, find_id(path), one_line(str(error))), error


@dataclass(frozen=True, slots=True)
class Attempt:
    """An exercise of a submission after its public checks.

    Attributes:
        session: runs the hidden checks in a fresh worker; None if no file defines the exercise's functions.
        checks: the reports of the public checks; of all checks if there is no session.
        shrunk: a failure of a public check was shrunk.
        unwritten: the functions that the file defines as stubs.
    """

    exercise: Exercise
    session: WorkerSession | None
    checks: tuple[CheckReport, ...]
    notes: tuple[str, ...]
    shrunk: bool
    wall_s: float
    faults: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()


def grade(
    course: Course,
    submission: Submission,
    server: ForkServer | None = None,
    shown: Collection[Visibility] = BOTH,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Grade a submission against every exercise of a course.

    Args:
        server: a fork server to share between submissions; by default one is started for this call.
        shown: the visibilities whose counterexamples will be shown; only these are shrunk.
        tell: is told which file is being read or which exercise graded, before it is.
    """
    if server is None:
        with ForkServer() as own_server:
            return grade(course, submission, own_server, shown, tell)
    started = time.perf_counter()
    found = isolation.observe(server, course.root / "reference")
    outlines = find_outlines(submission.files, submission.saved, tell)
    attempts = _run_public(course, submission, outlines, server, shown, tell)
    reports, seconds = _run_hidden(attempts, submission, shown, tell)
    sessions = [attempt.session for attempt in attempts if attempt.session is not None]
    observed = isolation.narrow(found, set().union(*(session.layers for session in sessions)))
    told = (*submission.notes, *_explain_misplaced(attempts, outlines))
    notes = dict.fromkeys([*told, *(note for attempt in attempts for note in attempt.notes)])
    info = SubmissionInfo(submission.id, submission.sha256, tuple(submission.files), tuple(notes))
    timing = Timing(round(time.perf_counter() - started, 4), seconds)
    report = to_report(course, info, reports, observed, timing)
    _log.info(
        "graded %s: %g of %g points in %.1f s", report.submission.id, report.score, report.max_score, timing.wall_s
    )
    return report


def _run_public(
    course: Course,
    submission: Submission,
    outlines: Mapping[str, Outline],
    server: ForkServer,
    shown: Collection[Visibility],
    tell: Callable[[str], None],
) -> list[Attempt]:
    """Run the public checks of all exercises; no worker is left when it returns."""
    attempts: list[Attempt] = []
    hangs = NO_HANGS
    for exercise in course.exercises:
        tell(f"grading {exercise.id}")
        try:
            attempt = _attempt(course, exercise, submission, outlines, server, hangs, shown)
        except Exception as error:  # noqa: BLE001 - one exercise must not cost the others
            broken = report_fault(exercise, error)
            attempt = Attempt(exercise, None, broken.checks, (), shrunk=False, wall_s=0.0, faults=broken.faults)
        hangs = hangs if attempt.session is None else attempt.session.hangs
        attempts.append(attempt)
    return attempts


def _explain_misplaced(attempts: Sequence[Attempt], outlines: Mapping[str, Outline]) -> list[str]:
    """Return a note on functions that may have been meant for the exercises that lack theirs."""
    without_file = {attempt.exercise.id for attempt in attempts if attempt.session is None and not attempt.faults}
    missing = {
        a.exercise.id: find_missing_functions(a.exercise, a.checks, has_file=a.exercise.id not in without_file)
        for a in attempts
    }
    return explain_misplaced([attempt.exercise for attempt in attempts], missing, sorted(without_file), outlines)


def _attempt(
    course: Course,
    exercise: Exercise,
    submission: Submission,
    outlines: Mapping[str, Outline],
    server: ForkServer,
    hangs: Hangs,
    shown: Collection[Visibility],
) -> Attempt:
    """Run the public checks of one exercise."""
    started = time.perf_counter()
    names = [function.name for function in exercise.functions]
    main = find_main_file(outlines, exercise.id, names)
    if main.path is None:
        checks = report_untouched(exercise, explain_missing_file(exercise, submission)).checks
        return Attempt(exercise, None, checks, main.notes, shrunk=False, wall_s=time.perf_counter() - started)
    with WorkerSession(server, submission.files, main.path, course.limits, hangs) as session:
        ran = run_checks(exercise, session, PUBLIC, shown, session.matches_transcript)
    checks = add_form_faults(exercise, ran.checks, ran.form_faults)
    warnings = (f"{main.path}: {text}" for text in numeric_warnings(session.warnings))
    notes = (*main.notes, *session.notes, *warnings)
    unwritten = tuple(name for name in names if name in outlines[main.path].unwritten)
    wall_s = time.perf_counter() - started
    return Attempt(exercise, session, checks, notes, ran.shrunk, wall_s, unwritten=unwritten)


def _run_hidden(
    attempts: Sequence[Attempt], submission: Submission, shown: Collection[Visibility], tell: Callable[[str], None]
) -> tuple[tuple[ExerciseReport, ...], dict[str, float]]:
    """Run the hidden checks of all exercises and diagnose failures; return the reports, and the time by exercise."""
    reports: list[ExerciseReport] = []
    seconds: dict[str, float] = {}
    hangs = next((attempt.session.hangs for attempt in reversed(attempts) if attempt.session is not None), NO_HANGS)
    for attempt in attempts:
        tell(f"grading {attempt.exercise.id}")
        started = time.perf_counter()
        if attempt.session is None:
            untouched = to_exercise_report(attempt.exercise, attempt.checks)
            reports.append(msgspec.structs.replace(untouched, faults=attempt.faults))
        else:
            with attempt.session as session:
                session.hangs = hangs
                reports.append(_finish(attempt, session, shown))
                hangs = session.hangs
        name, wall_s = attempt.exercise.id, attempt.wall_s + time.perf_counter() - started
        seconds[name] = round(wall_s, 4)
        # Only tenths of a second: students may read this in CI, and more digits could leak a hidden input.
        _log.debug("graded %s of %s in %.1f s", name, submission.id, wall_s)
    return tuple(reports), seconds


def _finish(attempt: Attempt, session: WorkerSession, shown: Collection[Visibility]) -> ExerciseReport:
    """Run the hidden checks of one exercise, and diagnose its failures.

    An unexpected exception is a fault of the grader's in this exercise alone.
    """
    settles = session.matches_transcript
    try:
        hidden = run_checks(attempt.exercise, session, HIDDEN, shown, settles, shrunk=attempt.shrunk)
        public = add_form_faults(attempt.exercise, attempt.checks, to_constants(hidden.form_faults))
        checks = (*public, *hidden.checks)
        findings = find_mistakes(attempt.exercise, session, checks, settles)
        return to_exercise_report(attempt.exercise, checks, findings, attempt.unwritten)
    except Exception as error:  # noqa: BLE001 - one exercise must not cost the others
        return report_fault(attempt.exercise, error)


def grade_exercise(exercise: PublicExercise, transport: Transport, keep: Keep = keep_nothing) -> ExerciseReport:
    """Run every check of an exercise against the functions behind `transport`, diagnose failures, and return a report.

    For code that need not be kept from telling hidden inputs: a student's at home, or the course's own.

    Args:
        keep: is given each check's report and outcome, whose calls may hold large answers.
    """
    ran = run_checks(exercise, transport, keep=keep)
    checks = add_form_faults(exercise, ran.checks, ran.form_faults)
    return to_exercise_report(exercise, checks, find_mistakes(exercise, transport, checks))


def find_mistakes(
    exercise: PublicExercise,
    transport: Transport,
    checks: Sequence[CheckReport],
    settles: Settles = settles_nothing,
) -> Findings:
    """Diagnose the failed checks; a student's folder has no suspects, so nothing is diagnosed at home."""
    failed = any(check.verdict in ("failed", "raised") and check.fault == "student" for check in checks)
    if not failed or not isinstance(exercise, Exercise):
        return NO_FINDINGS
    from grader.grading.diagnosis import diagnose

    return diagnose(exercise, transport, checks, settles)
