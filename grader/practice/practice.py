"""Runs the public checks on a student's own files, at home: `load_work` -> `practise` -> `PracticeResult`.

It uses the grader's engine: the same choice of file, the same inputs, the same checks and messages. Only the student's
code runs elsewhere: in this process (`grader.practice.session`) instead of a worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from grader.course.student_folder import load_student_folder
from grader.errors import SubmissionError
from grader.exercise.failures import Failure
from grader.grading.messages import explain_missing_file, numeric_warnings
from grader.grading.misplaced import explain_misplaced, find_missing_functions
from grader.grading.writing import report_untouched
from grader.practice.case_files import grade_at_home
from grader.practice.session import PracticeSession
from grader.reports.causes import NOT_WRITTEN, join_missing
from grader.submissions.main_file import MainFile, Outline, find_main_file, find_outlines
from grader.submissions.submission import Submission, find_id, load_submission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from grader.course.course import PublicExercise
    from grader.course.student_folder import StudentFolder
    from grader.reports.report import CheckReport, ExerciseReport

State: TypeAlias = Literal["passed", "wrong", "begun", "not attempted"]


@dataclass(frozen=True, slots=True)
class Work:
    """The sources in a student's folder, with an outline of each."""

    submission: Submission
    outlines: dict[str, Outline]


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """The state of one exercise; `main` is the file that was checked, if any."""

    exercise: PublicExercise
    main: str | None
    report: ExerciseReport
    notes: tuple[str, ...]

    @property
    def state(self) -> State:
        """The state: `begun` if some checks passed and the others are not attempted."""
        verdicts = {check.verdict for check in self.report.checks}
        if verdicts <= {"passed"}:
            return "passed"
        if verdicts == {"not_attempted"}:
            return "not attempted"
        return "begun" if verdicts <= {"passed", "not_attempted"} else "wrong"

    @property
    def passed(self) -> int:
        """The number of checks that passed."""
        return sum(check.verdict == "passed" for check in self.report.checks)

    @property
    def first_open(self) -> CheckReport | None:
        """The check to look at first: a wrong one before one that is not attempted or skipped; None if all passed."""
        left = [check for check in self.report.checks if check.verdict != "passed"]
        return min(left, key=lambda check: check.verdict in ("not_attempted", "skipped"), default=None)


def load_work(root: Path) -> Work:
    """Read a student's folder; one without readable sources gives no files and a note."""
    try:
        submission = load_submission(root)
    except SubmissionError as error:
        submission = Submission(find_id(root), {}, "", (str(error),))
    return Work(submission, find_outlines(submission.files, submission.saved))


def find_main(template: StudentFolder, folder: Path, work: Work) -> tuple[PublicExercise, MainFile]:
    """Load an exercise and choose the file to check, by the grader's rule.

    Inputs are not drawn for an exercise of which all is still to be written, since drawing is the slowest step.
    """
    exercise = template.load(folder, draws=False)
    names = [function.name for function in exercise.functions]
    main = find_main_file(work.outlines, exercise.id, names)
    if main.path is not None and not _has_only_stubs(work.outlines[main.path], names):
        exercise = template.load(folder)
    return exercise, main


def explain_untouched(exercise: PublicExercise, main: str | None, work: Work) -> str:
    """Return why an exercise is not run, or an empty string if it can be run."""
    if main is None:
        return explain_missing_file(exercise, work.submission).summary
    names = [function.name for function in exercise.functions]
    if not _has_only_stubs(work.outlines[main], names):
        return ""
    return join_missing(f"{name} {NOT_WRITTEN}" for name in names)


def _has_only_stubs(outline: Outline, names: Sequence[str]) -> bool:
    """Whether a file defines all of the functions as stubs; why one is missing is known when the file has run."""
    return outline.unwritten.issuperset(names)


def find_misplaced(root: Path, work: Work, outcomes: Sequence[PracticeResult]) -> list[str]:
    """Return the note of `grade` on functions that have other names than the exercises ask for."""
    missing = {
        outcome.exercise.id: find_missing_functions(
            outcome.exercise, outcome.report.checks, has_file=outcome.main is not None
        )
        for outcome in outcomes
    }
    if not any(missing.values()):
        return []
    everything = load_student_folder(root)
    exercises = [everything.load(folder, draws=False) for folder in everything.folders]
    without_file = [outcome.exercise.id for outcome in outcomes if outcome.main is None]
    return explain_misplaced(exercises, missing, without_file, work.outlines)


def practise(template: StudentFolder, folder: Path, work: Work) -> PracticeResult:
    """Run the public checks of one exercise."""
    exercise, main = find_main(template, folder, work)
    reason = explain_untouched(exercise, main.path, work)
    if main.path is None or reason:
        untouched = report_untouched(exercise, Failure("not_attempted", reason))
        return PracticeResult(exercise, main.path, untouched, main.notes)
    with PracticeSession(work.submission.files, main.path, template.limits) as session:
        report = grade_at_home(exercise, session, template.root, main.path)
    warnings = (f"{main.path}: {text}" for text in numeric_warnings(session.warnings))
    return PracticeResult(exercise, main.path, report, (*main.notes, *session.notes, *warnings))
