"""Reads the settings of a course: `course.toml` and the secret seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from grader.errors import CourseError
from grader.execution.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


class Feedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings for what students may see of hidden checks."""

    hidden_counterexamples: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `course.toml`."""

    title: str
    limits: Limits = Limits()
    feedback: Feedback = Feedback()


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
