"""Tells a class from one student's submission, for a path that is one folder too high or too low."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.submissions.files import find_source_files
from grader.submissions.versions import to_version
from grader.text import one_line, quote_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from grader.submissions.submission import Submission

MAX_TOLD = 3
# Every note that a student's folder may be a class contains these words, so the class table can show it.
LOOKS_LIKE_CLASS = "looks like a class"
A_ZIP = "a zip"
A_NAME = "a name that Moodle gives to a student's folder"
# One student may have two: `Ada_4711_assignsubmission_file_` and `Ada_4711_assignsubmission_onlinetext_`.
_MOODLE = re.compile(r"(.+_\d+)_assignsubmission_\w+")


def find_students(paths: Iterable[str], ids: Collection[str]) -> tuple[list[str], str]:
    """Return the folders that seem to be of different students, and what each of them has; or nothing.

    These are neighbours that have a file named after the same exercise, or names as Moodle gives them. Attempts and
    copies are one student's, and so are files at the top.

    Args:
        ids: the ids of exercises and assignments.
    """
    split = [path.split("/") for path in paths]
    while split and all(len(parts) > 1 and parts[0] == split[0][0] for parts in split):
        split = [parts[1:] for parts in split]
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for *folders, name in split:
        work = A_ZIP if name.lower().endswith(".zip") else to_version(PurePosixPath(name).stem).work
        if not folders and work in ids:
            return [], ""
        top = folders[0] if folders else ""
        if top and work in {*ids, A_ZIP} and not to_version(top).is_marked and not top.lower().endswith(".zip"):
            owners[work][top] = None
        if match := _MOODLE.fullmatch(top):
            owners[A_NAME][match[1]] = None
    most = max(owners, key=lambda work: len(owners[work]), default="")
    return (list(owners[most]), most) if most and len(owners[most]) > 1 else ([], "")


def _find_mixed_students(submission: Submission, ids: Collection[str]) -> tuple[list[str], str]:
    """Return what `find_students` does, for a folder that was read as one student's submission.

    Zips that were left out may be data or backups of one student, so only the names of their folders count.
    """
    return find_students([*submission.files, *(f"{path}/" for path in submission.zips)], ids)


def tell_class(submission: Submission, ids: Collection[str]) -> str:
    """Return the reason why a folder seems to be a class and not one student's submission, or an empty string."""
    students, shared = _find_mixed_students(submission, ids)
    return f"{LOOKS_LIKE_CLASS} of {len(students)}: each of {tell_names(students)} has {shared}." if students else ""


def find_classes(entries: Sequence[Path], ids: Collection[str]) -> list[str]:
    """Return the names of a folder's entries if each folder among them seems to be a class, else nothing."""
    folders = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
    found = all(find_students(_list_paths(folder), ids)[0] for folder in folders)
    return [folder.name for folder in folders] if folders and found else []


def is_submission(entries: Sequence[Path], exercises: Collection[str], assignments: Collection[str]) -> bool:
    """Whether a folder's entries are those of one student: folders of assignments, or files of exercises."""
    works = {to_version(entry.stem).work for entry in entries if not entry.is_dir()}
    return not {entry.name for entry in entries}.isdisjoint(assignments) or not works.isdisjoint(
        {*exercises, *assignments}
    )


def _list_paths(folder: Path) -> list[str]:
    listing = find_source_files(folder)
    return [*(member.path for member in listing.members), *listing.zips]


def tell_names(names: Sequence[str]) -> str:
    """Return the first of several names, and how many more there are."""
    more = [f"{len(names) - MAX_TOLD} more"] if len(names) > MAX_TOLD else []
    return quote_list([*(one_line(name, 60) for name in names[:MAX_TOLD]), *more])
