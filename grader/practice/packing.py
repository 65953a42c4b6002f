"""Packs a student's work into the zip to hand in: the files that the grader reads, without the course's checks."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import ResultError
from grader.submissions.files import read_contents
from grader.submissions.source_file import is_wanted
from grader.submissions.zips import to_zip
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from grader.practice.practice import PracticeResult
    from grader.submissions.files import Contents
    from grader.submissions.versions import Time

SUBMISSION = "submission.zip"
MAX_NAMED = 10
MAX_FOUND = 1_000
# What students were given, and folders of installed packages.
_GIVEN = frozenset(("README.md", "checks", "requirements.txt", "wheels"))
_PACKAGES = frozenset(("node_modules", "site-packages"))


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed zip: its files with their sizes in bytes, and notes on files left out."""

    path: Path
    files: dict[str, int]
    notes: tuple[str, ...]


def pack(root: Path, out: Path) -> Packed:
    """Write the zip of all sources below `root`.

    Raises:
        SubmissionError: `root` cannot be read.
        ResultError: there is nothing to pack, or `out` cannot be written.
    """
    contents = read_contents(root)
    files, notes = contents.files, [*contents.notes, *contents.asides]
    if not files:
        raise ResultError(f"Nothing to hand in: {root} contains no .py file and no notebook. Write an exercise first.")
    try:
        out.write_bytes(to_zip(files, "", _find_times(root, contents)))
    except OSError as error:
        raise ResultError(f"Cannot write {out}: {error.strerror}. Choose another place with --out.") from None
    told = tuple(note for note in notes if not note.startswith(f"{out.name} "))  # the zip of an earlier run
    return Packed(out, {name: len(data) for name, data in files.items()}, (*told, *_tell_left_out(root)))


def _find_times(root: Path, contents: Contents) -> dict[str, Time]:
    """Return when each file was saved: by these times the latest of several zips is found."""
    times = {path: saved for path, saved in contents.saved.items() if saved}
    for path in contents.files.keys() - times.keys():
        with contextlib.suppress(OSError):  # macOS may have it under another form of its name
            times[path] = time.localtime((root / path).stat().st_mtime)[:6]
    return times


def _tell_left_out(root: Path) -> Iterator[str]:
    """Say which files are no sources, such as data beside a function that reads it."""
    found = [path for _, path in zip(range(MAX_FOUND), _find_others(root), strict=False)]
    if found:
        more = [f"{len(found) - MAX_NAMED} more"] if len(found) > MAX_NAMED else []
        named = quote_list([*(one_line(path, 120) for path in found[:MAX_NAMED]), *more])
        yield (
            f"Left out: {named}. Only .py files and notebooks are handed in, and graded code cannot read files: "
            "write what a function needs into its code."
        )


def _find_others(root: Path) -> Iterator[str]:
    """Yield the files below a folder that are no sources, without zips, hidden files and what students were given."""
    for folder, folders, names in os.walk(root):
        top = os.path.relpath(folder, root)
        given = _GIVEN if top == os.curdir else frozenset()
        folders[:] = sorted(name for name in folders if name not in given and _is_own(os.path.join(folder, name)))  # noqa: PTH118 - os.walk gives strings
        for name in sorted(set(names) - given):
            path = os.path.normpath(os.path.join(top, name)).replace(os.sep, "/")  # noqa: PTH118 - the same
            if not (name.startswith(".") or name.lower().endswith(".zip") or is_wanted(path)):
                yield path


def _is_own(folder: str) -> bool:
    """Whether a folder is neither hidden nor a cache nor one of installed packages."""
    name = os.path.basename(folder)  # noqa: PTH119 - os.walk gives strings
    is_environment = os.path.exists(os.path.join(folder, "pyvenv.cfg"))  # noqa: PTH110, PTH118 - the same
    return not (name.startswith((".", "__")) or name in _PACKAGES or is_environment)


def find_missing(outcomes: Sequence[PracticeResult]) -> list[str]:
    """Return the ids of the exercises that are begun or not attempted."""
    return [outcome.exercise.id for outcome in outcomes if outcome.state in ("begun", "not attempted")]
