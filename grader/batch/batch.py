"""Grades a folder of submissions: every entry gets a report, even an unreadable one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.execution.forkserver import ForkServer
from grader.grading.checking import BOTH
from grader.grading.grading import grade_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.course.course import Course
    from grader.reports.report import Report, Visibility

TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".yml", ".yaml")


def find_submissions(folder: Path) -> list[Path]:
    """Return the entries of a folder of submissions, sorted, without hidden files, `__MACOSX` and platforms' tables.

    Raises:
        SubmissionError: there is no such folder, or it is empty.
    """
    if not folder.is_dir():
        raise SubmissionError(f"{folder} is not a folder. Name the folder that contains one submission per student.")
    found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")) and not _is_table(path))
    if not found:
        raise SubmissionError(f"{folder} is empty. It must contain one folder, .zip, .ipynb or .py file per student.")
    return found


def find_tables(folder: Path) -> list[Path]:
    """Return the tables beside the submissions, such as grades and feedback, which are nobody's work."""
    return sorted(path for path in folder.iterdir() if _is_table(path) and not path.name.startswith("."))


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in TABLES and path.is_file() and not path.is_symlink()


def grade_all(course: Course, paths: Sequence[Path], shown: Sequence[Visibility] = BOTH) -> Iterator[Report]:
    """Grade the paths one after the other; one that is no submission gets a report that says so."""
    with ForkServer() as server:
        for path in paths:
            report, _ = grade_path(course, path, server, shown)
            yield report
