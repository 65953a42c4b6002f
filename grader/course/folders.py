"""Finds a course and its exercise folders."""

from __future__ import annotations

import difflib
import re
import textwrap
from typing import TYPE_CHECKING

from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MAX_MEANT = 3
_FOLDER = re.compile(r"e(\d+)_(\w+)")


def find_course(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds a course.

    Raises:
        CourseError: there is no course.
    """
    for folder in (start, *start.resolve().parents):
        if (folder / "assignments" / "course.toml").is_file():
            return folder
    raise CourseError(
        f"No assignments/course.toml in {start.resolve()} or above it. Give the course with --course PATH."
    )


def find_exercise_folders(assignments: Path) -> Iterator[Path]:
    """Yield the exercise folders below `assignments`.

    Raises:
        CourseError: a folder's name is invalid.
    """
    for spec in sorted(assignments.glob("*/*/spec.py")):
        if not _FOLDER.fullmatch(spec.parent.name):
            raise CourseError(f"{spec.parent}: an exercise's folder must be named e<number>_<id>.")
        yield spec.parent


def select_folders(folders: list[Path], only: Collection[str]) -> list[Path]:
    """Return the folders of the exercises and assignments in `only`; all folders if it is empty.

    Raises:
        CourseError: an id is unknown or not unique, or there are no exercises.
    """
    ids = [to_exercise_id(folder) for folder in folders]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise CourseError(f"Two exercises have the id {twice[0]}; rename one, since ids must be unique in a course.")
    known = {to_exercise_id(folder) for folder in folders} | {folder.parent.name for folder in folders}
    unknown = sorted(set(only) - known)
    if unknown:
        close = _find_meant(unknown[0], known)
        meant = f" Did you mean {' or '.join(close)}?" if close else ""
        listed = textwrap.fill(", ".join(sorted(known)), 80, initial_indent="  ", subsequent_indent="  ")
        raise CourseError(f"There is no exercise or assignment {unknown[0]!r}.{meant} Choose from\n{listed}.")
    if not folders:
        raise CourseError("This course has no exercises: there is no assignments/*/e*_*/spec.py.")
    return [f for f in folders if not only or {to_exercise_id(f), f.parent.name} & set(only)]


def _find_meant(name: str, known: Collection[str]) -> list[str]:
    """Return the ids that a name may stand for: those that it is a part of, or else the most similar one."""
    simple = name.rstrip("/").rpartition("/")[2].removesuffix(".py").removesuffix(".ipynb").casefold()
    simple = re.sub(r"[-_ ]+", "_", simple)
    if simple in known:
        return [simple]
    within = sorted(other for other in known if len(simple) > 2 and (simple in other or other in simple))
    return within[:MAX_MEANT] or difflib.get_close_matches(simple, sorted(known), n=1)


def to_exercise_id(folder: Path) -> str:
    """Return the id of the exercise in a folder: its name without the number."""
    return folder.name.partition("_")[2]
