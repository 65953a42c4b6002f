"""Grades a folder of submissions: every entry gets a report, even an unreadable one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from grader.batch import summary
from grader.errors import ResultError, SubmissionError, writing_to
from grader.execution.forkserver import ForkServer
from grader.grading.grading import BOTH, grade_path
from grader.reports.report import to_json
from grader.reports.views import to_student_view

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from grader.batch.summary import ClassSummary
    from grader.course.course import Course
    from grader.reports.report import Report, Visibility
    from grader.reports.views import View


def find_submissions(folder: Path) -> list[Path]:
    """Return the entries of a folder of submissions, sorted, without hidden files and `__MACOSX`.

    Raises:
        SubmissionError: there is no such folder, or it is empty.
    """
    if not folder.is_dir():
        raise SubmissionError(f"{folder} is not a folder. Name the folder that contains one submission per student.")
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    if not found:
        raise SubmissionError(f"{folder} is empty. It must contain one folder, .zip, .ipynb or .py file per student.")
    return found


def grade_all(course: Course, paths: Sequence[Path], shown: Sequence[Visibility] = BOTH) -> Iterator[Report]:
    """Grade the paths one after the other; one that is no submission gets a report that says so."""
    with ForkServer() as server:
        for path in paths:
            report, _ = grade_path(course, path, server, shown)
            yield report


def make_folder(out: Path, class_folder: Path) -> None:
    """Create the folder for the results, and delete those of an earlier run.

    Raises:
        ResultError: it cannot be created, or is inside the class folder, where it would be taken for a submission.
    """
    if out.resolve().is_relative_to(class_folder.resolve()):
        raise ResultError(f"{out} is inside {class_folder} and would be taken for a submission. Choose another --out.")
    with writing_to(out):
        (out / "reports").mkdir(parents=True, exist_ok=True)
        for old in (*(out / "reports").glob("*.json"), out / "summary.json", out / "summary.csv"):
            old.unlink(missing_ok=True)


def write_reports(course: Course, reports: Iterable[Report], out: Path, view: View) -> Iterator[Report]:
    """Write each report as JSON under `out` as it comes, so an interrupted run keeps those finished.

    Raises:
        ResultError: a report cannot be written.
    """
    names: set[str] = set()
    for report in reports:
        name = _find_free(report.submission.id, names)
        names.add(_fold(name))
        shown = report
        if view == "student":
            shown = to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
        _write(out, f"reports/{name}.json", to_json(shown))
        yield report


def write_summary(course: Course, reports: Sequence[Report], out: Path) -> ClassSummary:
    """Write the class summary under `out`, and return it.

    Raises:
        ResultError: it cannot be written.
    """
    table = summary.summarise_class(course, reports)
    _write(out, "summary.json", summary.to_summary_json(table))
    _write(out, "summary.csv", summary.to_csv(table).encode())
    return table


def _find_free(name: str, taken: Collection[str]) -> str:
    """Return `name`, with a number appended if it is taken."""
    free, count = name, 2
    while _fold(free) in taken:
        free, count = f"{name}-{count}", count + 1
    return free


def _fold(name: str) -> str:
    """Return a key that is equal for names of one file on some systems: `Ada` and `ada`, or two encodings of `é`."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _write(out: Path, name: str, data: bytes) -> None:
    """Write a file atomically, so a full disk leaves no truncated one."""
    part = out / f"{name}.part"
    with writing_to(out):
        try:
            part.write_bytes(data)
            part.replace(out / name)
        finally:
            part.unlink(missing_ok=True)
