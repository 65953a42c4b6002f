"""Grades a folder of submissions: every entry gets its report, whatever it is."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from grader import summary
from grader.absent import Broken
from grader.canary import NOTHING_RAN
from grader.errors import ResultError, SubmissionError
from grader.forkserver import ForkServer
from grader.grading import BOTH, grade, grade_exercise, report_unreadable, to_report
from grader.report import SubmissionInfo, Timing, to_json, to_student_view
from grader.submission import find_id, load_submission
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.course import Course
    from grader.report import Report, View, Visibility
    from grader.summary import ClassSummary


def find_submissions(folder: Path) -> list[Path]:
    """Return the entries of a folder of submissions, in order; hidden files and `__MACOSX` are not submissions.

    Raises:
        SubmissionError: there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise SubmissionError(f"{folder} is not a folder. Give the folder that holds one submission per student.")
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    if not found:
        raise SubmissionError(f"{folder} is empty. It should hold one folder, .zip, .ipynb or .py file per student.")
    return found


def grade_all(course: Course, paths: Sequence[Path], shown: Sequence[Visibility] = BOTH) -> Iterator[Report]:
    """Grade each path, one after the other."""
    with ForkServer() as server:
        for path in paths:
            yield grade_path(course, path, server, shown)


def grade_path(course: Course, path: Path, server: ForkServer, shown: Sequence[Visibility] = BOTH) -> Report:
    """Grade what is at a path; what is no submission gets a report that says so."""
    try:
        submission = load_submission(path)
    except (SubmissionError, OSError) as error:
        return report_unreadable(course, find_id(path), one_line(str(error)))
    return grade(course, submission, server, shown)


def report_broken(course: Course, path: Path) -> Report:
    """Return the report of a submission that two processes died of in turn: to be graded again."""
    reason = "The process that graded this submission died, and so did a second one."
    reports = tuple(grade_exercise(exercise, Broken(reason)) for exercise in course.exercises)
    return to_report(course, SubmissionInfo(find_id(path), "", (), (reason,)), reports, NOTHING_RAN, Timing(0.0, {}))


def make_folder(out: Path, class_folder: Path) -> None:
    """Make the folder for the results, and empty it of the reports of an earlier run.

    Raises:
        ResultError: it cannot be made, or lies in the class folder, where it would be taken for a submission.
    """
    if out.resolve().is_relative_to(class_folder.resolve()):
        raise ResultError(f"{out} lies in {class_folder}, where it would be taken for a submission next time.")
    try:
        (out / "reports").mkdir(parents=True, exist_ok=True)
        for old in (out / "reports").glob("*.json"):
            old.unlink()
    except OSError as error:
        raise ResultError(f"Cannot write results to {out}: {error.strerror}.") from None


def write_results(course: Course, reports: Sequence[Report], out: Path, view: View) -> ClassSummary:
    """Write one JSON report per submission and the class summary under `out`, and return the summary."""
    folder = out / "reports"
    for name, report in zip(_file_names(reports), reports, strict=True):
        shown = report
        if view == "student":
            shown = to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
        (folder / f"{name}.json").write_bytes(to_json(shown))
    table = summary.summarise(course, reports)
    (out / "summary.json").write_bytes(summary.to_json(table))
    (out / "summary.csv").write_text(summary.to_csv(table), encoding="utf-8")
    return table


def _file_names(reports: Sequence[Report]) -> list[str]:
    """Return a name for each report: the submission's, numbered where two would be one file.

    They may be the same once made printable, or where a system does not tell cases and ways to write an accent apart.
    """
    names: dict[str, str] = {}
    for report in reports:
        name, count = report.submission.id, 2
        while _to_one_case(name) in names:
            name, count = f"{report.submission.id}-{count}", count + 1
        names[_to_one_case(name)] = name
    return list(names.values())


def _to_one_case(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
