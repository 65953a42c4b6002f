"""Puts a private course over a public one: an overlay is a course with `extends = "PATH"` in assignments/course.toml.

A file of the overlay replaces the file of the same path below it; course.toml and each mistakes.toml are merged key by
key. PATH leads from the folder of that course.toml to the folder that holds the other course, which may be an overlay,
too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from grader.course.folders import find_exercise_folders
from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS = "assignments/course.toml"
SEED = "reference/seed.txt"
EXTENDS = "extends"
MISTAKES = "mistakes.toml"
DECIDING = ".cases.toml"  # behind the name of the reference


@dataclass(frozen=True, slots=True)
class ExerciseFiles:
    """Where the parts of an exercise are: several folders in an overlay, the one that counts first.

    Attributes:
        sources: the files in `folders` by name.
        mistakes: the files of mistakes, which are merged: what overrides comes last.
        deciding: the file of the cases that are asked, if there is one.
    """

    folders: tuple[Path, ...]
    sources: Mapping[str, Path]
    reference_folders: tuple[Path, ...]
    reference: Path
    mistakes: tuple[Path, ...]
    deciding: Path | None


@dataclass(frozen=True, slots=True)
class Layers:
    """The folders of a course, an overlay before what it extends; a plain course has one."""

    roots: tuple[Path, ...]

    def find(self, path: str) -> Path | None:
        """Return the file that counts for a path below the course's folder; None if there is none."""
        return next((root / path for root in self.roots if (root / path).is_file()), None)

    def find_all(self, path: str) -> tuple[Path, ...]:
        """Return the files of a path below the courses' folders, the one that counts last."""
        return tuple(root / path for root in reversed(self.roots) if (root / path).is_file())

    def find_folders(self, path: str) -> tuple[Path, ...]:
        """Return the folders of this path, the one that counts first."""
        return tuple(root / path for root in self.roots if (root / path).is_dir())

    def find_files(self, folder: str = "") -> dict[str, Path]:
        """Return the files that count by path: of a whole course, or directly in one of its folders."""
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            places = [root / folder] if folder else [root / "assignments", root / "reference"]
            paths = (path for place in places for path in (place.glob("*") if folder else place.rglob("*")))
            found |= {path.relative_to(root).as_posix(): path for path in paths if _is_source(path)}
        return dict(sorted(found.items()))

    def find_exercise(self, folder: Path) -> ExerciseFiles:
        """Return the files of the exercise in a folder of `find_exercises`.

        Raises:
            CourseError: it has no reference.
        """
        place = f"{folder.parent.name}/{folder.name}"
        reference = self.find(f"reference/{place}.py")
        if reference is None:
            raise CourseError(f"{self.roots[-1] / 'reference' / place}.py does not exist.")
        return ExerciseFiles(
            self.find_folders(f"assignments/{place}"),
            {path.name: path for path in self.find_files(f"assignments/{place}").values()},
            self.find_folders(f"reference/{folder.parent.name}"),
            reference,
            self.find_all(f"assignments/{place}/{MISTAKES}"),
            self.find(f"reference/{place}{DECIDING}"),
        )

    def find_exercises(self) -> list[Path]:
        """Return the folders of the exercises, each the one whose spec.py counts.

        Raises:
            CourseError: a folder's name is invalid.
        """
        found: dict[tuple[str, str], Path] = {}
        for root in self.roots:
            for folder in find_exercise_folders(root / "assignments"):
                found.setdefault((folder.parent.name, folder.name), folder)
        return list(found.values())


def find_layers(root: Path) -> Layers:
    """Return a course's folder, and those of the courses that it extends.

    Raises:
        CourseError: a course.toml cannot be read, or what it extends is no course or itself.
    """
    roots = [root]
    while (below := _find_extended(roots[-1])) is not None:
        if below in roots:
            raise CourseError(f"{roots[-1] / SETTINGS}: `{EXTENDS}` leads back to {below}. Name another course in it.")
        roots.append(below)
    return Layers(tuple(roots))


def merge_settings(layers: Layers) -> dict[str, Any]:
    """Return the contents of course.toml, merged key by key, without `extends`.

    Raises:
        CourseError: one cannot be read.
    """
    merged: dict[str, Any] = {}
    for root in reversed(layers.roots):
        merged = _merge(merged, _read(root / SETTINGS))
    return {key: value for key, value in merged.items() if key != EXTENDS}


def find_seed(layers: Layers) -> Path:
    """Return the path of the course's own seed: an overlay has one that differs from all below it.

    Raises:
        CourseError: an overlay has none, or that of a course that it extends.
    """
    own, *others = (root / SEED for root in layers.roots)
    if others and not own.is_file():
        raise CourseError(
            f"{own} does not exist. A course that extends another needs a seed of its own, or its hidden inputs are "
            "known to whoever has the other course. Create it with one integer of your choice in it."
        )
    for other in others:
        if other.is_file() and other.read_text().strip() == own.read_text().strip():
            raise CourseError(f"{own} has the number of {other}. Choose another: it must be known to nobody else.")
    return own


def _find_extended(root: Path) -> Path | None:
    """Return the folder of the course that a course extends, if it does."""
    path = root / SETTINGS
    extended = _read(path).get(EXTENDS)
    if extended is None:
        return None
    if not isinstance(extended, str) or not extended:
        raise CourseError(f"{path}: `{EXTENDS}` must be the path of a course's folder, not {extended!r}.")
    below = (path.parent / extended).resolve()
    if not (below / SETTINGS).is_file():
        begins = f" The path begins at {path.parent}." if (root / extended / SETTINGS).is_file() else ""
        raise CourseError(f"{path}: `{EXTENDS}` leads to {below}, which has no {SETTINGS}.{begins}")
    return below


def _read(path: Path) -> dict[str, Any]:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist. Give the folder of a course with --course PATH.") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the keys of both; where both have one, tables are merged, and other values replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
