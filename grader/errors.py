"""The grader's errors, with the exit codes of commands that end with them.

GraderError            4
├── CourseError        2   a course cannot be loaded or is invalid
├── ResultError        2   results cannot be written to their place
├── SubmissionError    3   a submission cannot be read
├── IsolationError     4   this machine does not contain students' code well enough to grade others
└── SandboxError       4   the fork server does not start
    └── ServerDied     4   the fork server died, and its workers with it
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class GraderError(Exception):
    """Base class of all errors that the grader reports."""

    exit_code = 4


class CourseError(GraderError):
    """A course folder or an exercise is invalid."""

    exit_code = 2


class ResultError(GraderError):
    """Results cannot be written to their place."""

    exit_code = 2


class SubmissionError(GraderError):
    """No file of a submission can be read."""

    exit_code = 3


class SandboxError(GraderError):
    """The fork server or a worker cannot be started or confined."""

    exit_code = 4


class ServerDied(SandboxError):  # noqa: N818 - an event, after which a check is repeated
    """The fork server died, and its workers with it; the next call starts a new one."""


class IsolationError(GraderError):
    """This machine does not contain students' code well enough to grade others."""

    exit_code = 4


@contextlib.contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Convert an `OSError` in the code inside to an error that names `path`.

    Raises:
        ResultError: the code inside raised `OSError`, e.g. for a full disk or missing permissions.
    """
    try:
        yield
    except OSError as error:
        raise ResultError(f"Cannot write to {path}: {error.strerror}.") from None
