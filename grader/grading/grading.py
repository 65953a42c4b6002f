"""Grade a submission: `grade` -> `grade_exercise` -> `run_check`, then `to_exercise_report`."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from grader.course.course import Exercise
from grader.errors import GraderError, SubmissionError
from grader.execution import isolation
from grader.execution.forkserver import ForkServer
from grader.execution.memo import Memo
from grader.execution.session import Hangs, WorkerSession
from grader.grading.diagnosis import NO_FINDINGS, diagnose
from grader.grading.judging import is_wrong, run_check, settles_nothing
from grader.grading.messages import explain_missing_file, numeric_warnings
from grader.grading.shrinking import is_shrinkable, pinpoint, shrink_case
from grader.grading.writing import report_broken, report_unreadable, report_untouched, to_exercise_report, to_report
from grader.reports.report import SubmissionInfo, Timing
from grader.submissions.main_file import find_main_file, find_outlines
from grader.submissions.submission import find_id, load_submission
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from grader.course.course import Course, PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.execution.transport import Transport
    from grader.grading.diagnosis import Findings
    from grader.grading.judging import Outcome, Settles
    from grader.reports.report import ExerciseReport, Report, Visibility
    from grader.submissions.submission import Submission

_log = logging.getLogger(__name__)
BOTH: tuple[Visibility, ...] = ("public", "hidden")


def grade_path(
    course: Course, path: Path, server: ForkServer, shown: Collection[Visibility] = BOTH
) -> tuple[Report, GraderError | None]:
    """Load and grade the submission at `path`; the result is that of `explain_failure`."""
    return explain_failure(course, path, lambda: grade(course, load_submission(path), server, shown))


def explain_failure(course: Course, path: Path, make_report: Callable[[], Report]) -> tuple[Report, GraderError | None]:
    """Make a report; if the submission cannot be read or graded, return a report of that and the error."""
    try:
        return make_report(), None
    except SubmissionError as error:
        return report_unreadable(course, find_id(path), one_line(str(error))), error
    except GraderError as error:
        return report_broken(course, find_id(path), one_line(str(error))), error


def grade(
    course: Course, submission: Submission, server: ForkServer | None = None, shown: Collection[Visibility] = BOTH
) -> Report:
    """Grade a submission against every exercise of a course.

    Args:
        server: a fork server to share between submissions; by default one is started for this call.
        shown: the visibilities whose counterexamples will be shown; only these are shrunk.
    """
    if server is None:
        with ForkServer() as own_server:
            return grade(course, submission, own_server, shown)
    started = time.perf_counter()
    reports: list[ExerciseReport] = []
    notes = list(submission.notes)
    found = isolation.observe(server, course.root / "reference")
    layers: set[tuple[str, ...]] = set()
    seconds: dict[str, float] = {}
    outlines = find_outlines(submission.files)
    hangs = Hangs()
    for exercise in course.exercises:
        exercise_started = time.perf_counter()
        main = find_main_file(outlines, exercise.id, [function.name for function in exercise.functions])
        notes += main.notes
        if main.path is None:
            reports.append(report_untouched(exercise, explain_missing_file(exercise, submission)))
        else:
            with WorkerSession(server, submission.files, main.path, course.limits, hangs) as session:
                reports.append(grade_exercise(exercise, session, shown, session.matches_transcript))
            notes += [*session.notes, *(f"{main.path}: {text}" for text in numeric_warnings(session.warnings))]
            layers |= session.layers
            hangs = session.hangs
        seconds[exercise.id] = round(time.perf_counter() - exercise_started, 4)
        # Only tenths of a second: students may read this in CI, and more digits could leak a hidden input.
        _log.debug("graded %s of %s in %.1f s", exercise.id, submission.id, seconds[exercise.id])
    info = SubmissionInfo(submission.id, submission.sha256, tuple(submission.files), tuple(dict.fromkeys(notes)))
    timing = Timing(round(time.perf_counter() - started, 4), seconds)
    report = to_report(course, info, tuple(reports), isolation.narrow(found, layers), timing)
    _log.info(
        "graded %s: %g of %g points in %.1f s", report.submission.id, report.score, report.max_score, timing.wall_s
    )
    return report


def grade_exercise(
    exercise: PublicExercise,
    transport: Transport,
    shown: Collection[Visibility] = BOTH,
    settles: Settles = settles_nothing,
) -> ExerciseReport:
    """Run every check of an exercise against the functions behind `transport`, diagnose failures, and return a report.

    Only the first `shown` property that fails on drawn inputs is shrunk: shrinking each would take too long.
    """
    outcomes: list[tuple[RecordedCheck, Outcome]] = []
    may_shrink = True
    for recorded in exercise.checks:
        memo = Memo(transport)
        outcome = run_check(exercise, recorded, memo, settles)
        if may_shrink and recorded.visibility in shown and is_shrinkable(recorded, outcome):
            outcome = shrink_case(exercise, recorded, memo, outcome)
            may_shrink = False
        outcomes.append((recorded, pinpoint(outcome)))
    return to_exercise_report(exercise, outcomes, _find_mistakes(exercise, transport, outcomes, settles))


def _find_mistakes(
    exercise: PublicExercise,
    transport: Transport,
    outcomes: Sequence[tuple[RecordedCheck, Outcome]],
    settles: Settles,
) -> Findings:
    """Diagnose the failed checks; a student's folder has no fingerprints, so nothing is diagnosed at home."""
    failed = [
        recorded.id for recorded, outcome in outcomes if outcome.failure is not None and is_wrong(outcome.failure)
    ]
    if not failed or not isinstance(exercise, Exercise):
        return NO_FINDINGS
    return diagnose(exercise, transport, failed, settles)
