"""Writes the results of a class: reports as they come, then the summary; one run at a time for each folder.

Nothing is deleted before there is something better: each report replaces that student's earlier one by a rename, the
summary is written when all reports are, and only then are the reports of students who are no longer there removed.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import platform
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from grader.batch import summary
from grader.errors import ResultError, writing_to
from grader.reports.report import to_json
from grader.reports.views import to_student_view
from grader.submissions.submission import find_id
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from grader.batch.summary import ClassSummary, Row
    from grader.course.course import Course
    from grader.reports.report import Report
    from grader.reports.views import View

LOCK = "batch.lock"
# A report is rarely larger than one megabyte; larger files are not worth reading to find out whose they are.
MAX_REPORT_BYTES = 50_000_000


class _Titled(msgspec.Struct):
    title: str
    sha256: str


class _Named(msgspec.Struct):
    id: str
    files: list[str]


class _AnyReport(msgspec.Struct):
    """The fields by which a report of any version is known."""

    schema_version: int
    grader_version: str
    course: _Titled
    submission: _Named
    score: float
    max_score: float


@contextlib.contextmanager
def open_folder(out: Path, class_folder: Path) -> Iterator[str]:
    """Create the folder for the results, and keep other runs out of it; yield the time at which this one began.

    The kernel releases the lock when this process ends, however it does.

    Raises:
        ResultError: the folder cannot be created or locked, another run is writing to it, or it is inside the class
            folder, where it would be taken for a submission.
    """
    if out.resolve().is_relative_to(class_folder.resolve()):
        raise ResultError(f"{out} is inside {class_folder} and would be taken for a submission. Choose another --out.")
    with writing_to(out):
        (out / "reports").mkdir(parents=True, exist_ok=True)
    started = datetime.datetime.now(datetime.UTC).isoformat()
    lock = _lock(out)
    try:
        with writing_to(out):
            os.truncate(lock, 0)
            os.write(lock, f"process {os.getpid()} on {platform.node()} since {started}".encode())
        yield started
    finally:
        with contextlib.suppress(OSError):  # a file that stays locks nobody out
            (out / LOCK).unlink()
        os.close(lock)


def _lock(out: Path) -> int:
    """Return the descriptor of the lock file, which nobody else has locked.

    Raises:
        ResultError: somebody else has, or it cannot be locked.
    """
    import fcntl  # no system without it runs a batch

    while True:
        with writing_to(out):
            lock = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(out / LOCK, lock):  # or the run that held it has just removed it
                return lock
        except BlockingIOError:
            holder = one_line(os.pread(lock, 300, 0).decode(errors="replace")) or "another process"
            os.close(lock)
            raise ResultError(
                f"Another batch is writing to {out}: {holder}. Wait for it, end it, or choose another --out."
            ) from None
        except OSError as error:
            os.close(lock)
            raise ResultError(f"{out} cannot be locked: {error.strerror}. Choose an --out on a local disk.") from None
        os.close(lock)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def find_names(paths: Sequence[Path]) -> list[str]:
    """Return the name of each submission's report: its id, which no other has.

    Where several have one id, as `ada/`, `ada.zip` and `ada.ipynb` do, files keep their suffix. Otherwise a number is
    appended.
    """
    ids = [find_id(path) for path in paths]
    count = Counter(map(_fold, ids))
    taken: set[str] = set()
    names = []
    for path, submission_id in zip(paths, ids, strict=True):
        is_shared = count[_fold(submission_id)] > 1
        name = _find_free(find_id(path, with_suffix=True) if is_shared else submission_id, taken)
        taken.add(_fold(name))
        names.append(f"{name}.json")
    return names


def write_reports(
    course: Course, numbered: Iterable[tuple[int, Report]], names: Sequence[str], out: Path, view: View
) -> Iterator[tuple[int, Row]]:
    """Write each report as JSON under `out` as it comes; yield its row of the summary, which is small.

    A report and its row get the id that is the name of the report's file.

    Args:
        numbered: reports with the number of their submission.
        names: the file name of each submission's report.

    Raises:
        ResultError: a report cannot be written.
    """
    for index, graded in numbered:
        report, remarks = rename_report(graded, names[index].removesuffix(".json"))
        shown = report
        if view == "student":
            shown = to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
        _write(out, f"reports/{names[index]}", to_json(shown))
        row = summary.to_row(report)
        yield index, replace(row, result=structs.replace(row.result, remarks=(*remarks, *row.result.remarks)))


def rename_report(report: Report, name: str) -> tuple[Report, tuple[str, ...]]:
    """Give a report the id by which its row and its file are known, with a remark if that is not what was handed in."""
    given = report.submission.id
    if name == given:
        return report, ()
    remarks = () if name.startswith(f"{given}.") else (f"handed in as {given}, a name that another submission has too",)
    return structs.replace(report, submission=structs.replace(report.submission, id=name)), remarks


def write_summary(
    course: Course, rows: Iterable[tuple[int, Row]], names: Sequence[str], out: Path, started: str
) -> ClassSummary:
    """Write the class summary under `out`, remove the reports of students who are no longer there, and return it.

    Raises:
        ResultError: it cannot be written, or a report cannot be removed.
    """
    table = summary.summarise_rows(course, [row for _, row in sorted(rows, key=lambda pair: pair[0])], started)
    _write(out, "summary.json", summary.to_summary_json(table))
    _write(out, "summary.csv", summary.to_csv(table).encode("utf-8-sig"))  # without its mark, Excel garbles `Çağla`
    with writing_to(out):
        for path in _find_stale(out / "reports", names):
            path.unlink()
    return table


def _find_stale(folder: Path, names: Sequence[str]) -> list[Path]:
    """Return the reports in a folder that are not among those named; never a file that is no report."""
    # By inode and not by name: some systems take `Ada.json` and `ada.json` for one.
    kept = {_identify(folder / name) for name in names}
    return [path for path in folder.glob("*.json") if _identify(path) not in kept and _is_report(path)]


def _identify(path: Path) -> tuple[int, int]:
    state = path.lstat()
    return state.st_dev, state.st_ino


def _is_report(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_REPORT_BYTES:
        return False
    try:
        msgspec.json.decode(path.read_bytes(), type=_AnyReport)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError):
        return False
    return True


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
    """Write a file atomically, so a full disk or a kill leaves the earlier one."""
    part = out / f"{name}.part"
    with writing_to(out):
        try:
            part.write_bytes(data)
            part.replace(out / name)
        finally:
            part.unlink(missing_ok=True)
