"""Reads the settings of a course: `course.toml` and the secret seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from grader.course.overlay import SETTINGS, merge_settings
from grader.errors import CourseError
from grader.execution.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

    from grader.course.overlay import Layers


class Feedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings for what students may see of hidden checks."""

    hidden_counterexamples: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `course.toml`."""

    title: str
    limits: Limits = Limits()
    feedback: Feedback = Feedback()
    exercises: tuple[str, ...] | None = None
    """Ids of exercises and assignments, if the course does not consist of all that are there."""


def load_settings(path: Path) -> Settings:
    """Read a course.toml.

    Raises:
        CourseError: there is none, or it is invalid.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist. Give the folder of a course with --course PATH.") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


def load_merged_settings(layers: Layers) -> Settings:
    """Read the course.toml of a course, merged with those of the courses that it extends.

    Raises:
        CourseError: there is none, or it is invalid.
    """
    path = layers.roots[0] / SETTINGS
    try:
        settings = msgspec.convert(merge_settings(layers), Settings)
    except msgspec.ValidationError as error:
        below = "".join(f", with {root / SETTINGS} below it" for root in layers.roots[1:])
        raise CourseError(f"{path}{below}: {error}") from None
    if settings.exercises == ():
        raise CourseError(f"{path}: `exercises` is empty. List ids of exercises or assignments, or leave it out.")
    return settings


def load_seed(path: Path) -> int:
    """Read the secret seed that the inputs of hidden checks are drawn from.

    Raises:
        CourseError: there is no such file, or it does not contain an integer.
    """
    try:
        return int(path.read_text())
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist. Create it with one integer of your choice in it.") from None
    except ValueError:
        raise CourseError(f"{path} must contain one integer and nothing else.") from None
