"""Grades a folder of submissions: every entry gets its report, whatever it is."""

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
    """Grade each path, one after the other; what is no submission gets a report that says so."""
    with ForkServer() as server:
        for path in paths:
            report, _ = grade_path(course, path, server, shown)
            yield report


def make_folder(out: Path, class_folder: Path) -> None:
    """Make the folder for the results, and empty it of those of an earlier run.

    Raises:
        ResultError: it cannot be made, or lies in the class folder, where it would be taken for a submission.
    """
    if out.resolve().is_relative_to(class_folder.resolve()):
        raise ResultError(f"{out} lies in {class_folder}, where it would be taken for a submission next time.")
    with writing_to(out):
        (out / "reports").mkdir(parents=True, exist_ok=True)
        for old in (*(out / "reports").glob("*.json"), out / "summary.json", out / "summary.csv"):
            old.unlink(missing_ok=True)


def write_reports(course: Course, reports: Iterable[Report], out: Path, view: View) -> Iterator[Report]:
    """Write one JSON report per submission under `out` as they come, so that a run that ends early leaves them.

    Raises:
        ResultError: one cannot be written.
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
    """Return a name, numbered where it is taken."""
    free, count = name, 2
    while _fold(free) in taken:
        free, count = f"{name}-{count}", count + 1
    return free


def _fold(name: str) -> str:
    """Return what names have in common that some systems take for one file, as `Ada` and `ada`, or two ways of `é`."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _write(out: Path, name: str, data: bytes) -> None:
    """Write a file in one step: a full disk leaves none that is cut off."""
    part = out / f"{name}.part"
    with writing_to(out):
        try:
            part.write_bytes(data)
            part.replace(out / name)
        finally:
            part.unlink(missing_ok=True)
