"""Makes the files of a new exercise: a skeleton in which everything holds but what its author has to write."""

from __future__ import annotations

import keyword
import re
from importlib import resources
from typing import TYPE_CHECKING

from grader.course.overlay import SETTINGS, find_layers
from grader.errors import CourseError, writing_to

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(a\d+_\w+)/e(\d+)_(\w+)")
_PARTS = ("spec.py", "public_checks.py", "hidden_checks.py", "mistakes.toml")
_TAKEN = ("np", "student", "reference")


def to_skeleton(name: str) -> dict[str, str]:
    """Return the files of a new exercise by path below the course's root.

    Args:
        name: `a1_assignment/e1_exercise`.

    Raises:
        CourseError: the name is of another form.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise CourseError(f"{name!r} should look like a1_assignment/e1_exercise.")
    assignment, number, exercise_id = match.groups()
    if keyword.iskeyword(exercise_id) or exercise_id in _TAKEN:
        raise CourseError(f"{exercise_id} has a meaning of its own in the files of an exercise; choose another id.")
    folder = f"{assignment}/e{number}_{exercise_id}"
    files = {f"assignments/{folder}/{part}": _read(part) for part in _PARTS}
    files[f"reference/{folder}.py"] = _read("reference.py")
    return {path: text.replace("{id}", exercise_id) for path, text in files.items()}


def write_skeleton(root: Path, files: dict[str, str]) -> None:
    """Write the files of a new exercise below `root`.

    Raises:
        CourseError: one of them is there already; none is written then.
        ResultError: they cannot be written.
    """
    exercise_id = next(iter(files)).split("/")[2].partition("_")[2]
    roots = find_layers(root).roots if (root / SETTINGS).is_file() else (root,)
    existing = [path for path in files if any((layer / path).exists() for layer in roots)]
    folders = (folder for layer in roots for folder in layer.glob(f"assignments/*/e*_{exercise_id}"))
    existing += [str(folder) for folder in folders if _id(folder) == exercise_id]
    if existing:
        raise CourseError(
            f"{existing[0]} exists already; nothing was written. Choose another name, or delete its files first."
        )
    for path, text in files.items():
        target = root / path
        with writing_to(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def _read(name: str) -> str:
    return (resources.files("grader.authoring") / "texts" / "exercise" / f"{name}.txt").read_text(encoding="utf-8")


def _id(folder: Path) -> str:
    return folder.name.partition("_")[2]
