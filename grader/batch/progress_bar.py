"""Shows the progress of a batch."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, TextIO, TypeVar, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Rate(ProgressColumn):
    """Submissions per second."""

    def render(self, task: Task) -> Text:
        """Return the rate as text."""
        return Text(f"{task.speed or 0:.1f}/s")


class Forgiving(io.TextIOBase):
    """A stream that drops what cannot be written: a full disk behind standard error must not end a batch."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text if possible."""
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write out what is held back if possible."""
        with contextlib.suppress(OSError):
            self._stream.flush()

    def isatty(self) -> bool:
        """Whether somebody may be watching."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the descriptor, by which rich finds the size of the terminal."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # io.TextIOBase has an attribute
        """The encoding of the stream, by which rich chooses the characters of the bar."""
        return self._stream.encoding


def show_progress(reports: Iterator[T], total: int) -> Iterator[T]:
    """Show the number of graded submissions, the rate and the time left."""
    columns = ("Grading", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=cast("TextIO", Forgiving(sys.stderr)))) as progress:
        yield from progress.track(reports, total=total)
