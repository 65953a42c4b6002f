"""Runs the public checks on a student's own files, at home: `load_work` -> `practise` -> `Outcome`.

The same engine as the grader's: the same choice of file, the same inputs, the same checks and messages. Only
the place differs: the student's code runs in this process (`grader.practice.session`) and not in a worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from grader.errors import SubmissionError
from grader.grading.grading import grade_exercise, nothing_found, numeric_warnings, report_untouched
from grader.practice.session import InlineSession
from grader.submissions.main_file import Choice, Outline, choose_file, find_outlines, is_untouched
from grader.submissions.submission import Submission, find_id, load_submission
from grader.text import quote_list

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course.course import PublicExercise
    from grader.course.student_folder import Template
    from grader.reports.report import CheckReport, ExerciseReport

State: TypeAlias = Literal["passed", "wrong", "begun", "not attempted"]


@dataclass(frozen=True, slots=True)
class Work:
    """What is in a student's folder, and what each of its files defines."""

    submission: Submission
    outlines: dict[str, Outline]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one exercise stands; `main` is the file that was checked, if there is one."""

    exercise: PublicExercise
    main: str | None
    report: ExerciseReport
    notes: tuple[str, ...]

    @property
    def state(self) -> State:
        """Whether something is wrong, everything right, or what is there right and the rest not written."""
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
        """The check to look at first: one that is wrong before one that is not written yet."""
        left = [check for check in self.report.checks if check.verdict != "passed"]
        return min(left, key=lambda check: check.verdict in ("not_attempted", "skipped"), default=None)


def load_work(root: Path) -> Work:
    """Read a student's folder; it may be empty."""
    try:
        submission = load_submission(root)
    except SubmissionError as error:
        submission = Submission(find_id(root), {}, "", (str(error),))
    return Work(submission, find_outlines(submission.files))


def find_main(template: Template, folder: Path, work: Work) -> tuple[PublicExercise, Choice]:
    """Load an exercise and choose the file that is checked for it, as the grader would.

    The checks of an exercise of which nothing is written have no inputs: to draw them is what takes longest.
    """
    exercise = template.load(folder, draws=False)
    names = [function.name for function in exercise.functions]
    choice = choose_file(work.outlines, exercise.id, names)
    if choice.main is not None and not is_untouched(work.outlines[choice.main], names):
        exercise = template.load(folder)
    return exercise, choice


def explain_untouched(exercise: PublicExercise, main: str | None, work: Work) -> str:
    """Say why an exercise was not run; empty if it can be."""
    if main is None:
        return nothing_found(exercise, work.submission).summary
    names = [function.name for function in exercise.functions]
    if not is_untouched(work.outlines[main], names):
        return ""
    verb = "is not written yet: it raised" if len(names) == 1 else "are not written yet: they raise"
    return f"{quote_list(names)} {verb} NotImplementedError."


def practise(template: Template, folder: Path, work: Work) -> Outcome:
    """Run the public checks of one exercise."""
    exercise, choice = find_main(template, folder, work)
    reason = explain_untouched(exercise, choice.main, work)
    if choice.main is None or reason:
        return Outcome(exercise, choice.main, report_untouched(exercise, reason), choice.notes)
    with InlineSession(work.submission.files, choice.main, template.limits) as session:
        report = grade_exercise(exercise, session)
    warnings = (f"{choice.main}: {text}" for text in numeric_warnings(session.warnings))
    return Outcome(exercise, choice.main, report, (*choice.notes, *session.notes, *warnings))
