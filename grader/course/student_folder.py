"""The folder in which a student works: their files, and in `checks/` the public part of a course.

`checks/` has the layout of a course: `checks/course.toml` and
`checks/a2_softmax_and_losses/e8_softmax_shift/{spec,public_checks}.py`. All other files are the student's.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.course.course import PublicExercise, load_public_exercise
from grader.course.folders import find_exercise_folders, select_folders, to_exercise_id
from grader.course.settings import load_settings
from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from grader.execution.limits import Limits

CHECKS = "checks"
SETTINGS = f"{CHECKS}/course.toml"


@dataclass(frozen=True, slots=True)
class StudentFolder:
    """The selected exercises of a student's folder, by the folders of their checks."""

    root: Path
    title: str
    limits: Limits
    folders: tuple[Path, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the exercises, in order."""
        return tuple(map(to_exercise_id, self.folders))

    def load(self, folder: Path, *, draws: bool = True) -> PublicExercise:
        """Load an exercise, once per process; with the inputs of its checks if `draws`."""
        key = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return _load(f"_template_{key}_{folder.parent.name}_{folder.name}", folder, draws)


@functools.cache
def _load(package: str, folder: Path, draws: bool) -> PublicExercise:
    return load_public_exercise(package, folder, draws=draws)


def find_student_folder(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds checks for students.

    Raises:
        CourseError: there is no such folder.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise CourseError(
        f"There is no {SETTINGS} in {start} or above it. Change to the folder that you unpacked: "
        "it contains README.md and checks."
    )


def load_student_folder(root: Path, only: Collection[str] = ()) -> StudentFolder:
    """Find the exercises in a student's folder.

    Args:
        only: ids of exercises or assignments; all exercises if empty.

    Raises:
        CourseError: a file of the folder is missing or invalid, or an id in `only` is unknown.
    """
    root = root.resolve()
    settings = load_settings(root / SETTINGS)
    folders = select_folders(list(find_exercise_folders(root / CHECKS)), only)
    folders.sort(key=lambda folder: (folder.parent.name, int(folder.name.partition("_")[0][1:])))
    return StudentFolder(root, settings.title, settings.limits, tuple(folders))
