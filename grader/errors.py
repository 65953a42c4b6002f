"""The errors of the grader, each with the exit code of the command that it ends.

GraderError            4
├── CourseError        2   a course that cannot be loaded or is not in order
├── ResultError        2   results that cannot be written where they should be
├── SubmissionError    3   a submission that cannot be read
├── IsolationError     4   a machine on which students' code is not contained well enough to grade others
└── SandboxError       4   a fork server that does not start
    └── ServerDied     4   a fork server that died, and a worker with it
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class GraderError(Exception):
    """Anything that keeps the grader from doing its work."""

    exit_code = 4


class CourseError(GraderError):
    """A course folder or an exercise that is not as the documents say."""

    exit_code = 2


class ResultError(GraderError):
    """A place that results cannot be written to."""

    exit_code = 2


class SubmissionError(GraderError):
    """A submission of which no file can be read."""

    exit_code = 3


class SandboxError(GraderError):
    """The processes that run students' code cannot be kept alive."""

    exit_code = 4


class ServerDied(SandboxError):  # noqa: N818 - an event, after which a check is repeated
    """The fork server died and took a worker along; a new one is started on the next call."""


class IsolationError(GraderError):
    """Students' code could do too much on this machine for others to be graded on it."""

    exit_code = 4


@contextlib.contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Say where something could not be written.

    Raises:
        ResultError: the code inside met a full disk, a closed folder, or the like.
    """
    try:
        yield
    except OSError as error:
        raise ResultError(f"Cannot write to {path}: {error.strerror}.") from None
