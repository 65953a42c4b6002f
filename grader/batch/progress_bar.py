"""Shows the progress of a batch."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, TextIO, TypeVar, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TaskID, TimeRemainingColumn
from rich.text import Text
from rich.theme import Theme

from grader.reports.palette import NOTICE, RIGHT
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
# What drawing the inputs of an exercise and recording its known mistakes takes, on a core that does nothing else.
SECONDS_PER_EXERCISE = 1.5
_THEME = Theme({"progress.download": RIGHT, "progress.remaining": NOTICE, "progress.elapsed": NOTICE})


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


class FirstRun:
    """Shows on standard error how many exercises of a course are recorded; nothing as long as it is told nothing."""

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` exercises are recorded."""
        if self._progress is None:
            self._progress = self._start(total)
        self._progress.update(self._task, completed=done)
        if done == total:
            self.stop()

    def stop(self) -> None:
        """Leave the terminal as it is."""
        if self._progress is not None:
            self._progress.stop()

    def _start(self, total: int) -> Progress:
        stream = Forgiving(sys.stderr)
        about = max(5, 5 * round(total * SECONDS_PER_EXERCISE / min(self._cores, total) / 5))
        left = plural(total, "exercise")
        stream.write(
            f"Preparing {left} on {plural(self._cores, 'core')}, once for each version of the course and the grader: "
            f"about {about} s if nothing else runs.\n"
        )
        stream.flush()
        console = Console(file=cast("TextIO", stream), theme=_THEME)
        progress = Progress(
            "Preparing", BarColumn(), MofNCompleteColumn(), console=console, disable=not stream.isatty()
        )
        self._task = progress.add_task("", total=total)
        progress.start()
        return progress


def show_progress(reports: Iterator[T], total: int) -> Iterator[T]:
    """Show the number of graded submissions, the rate and the time left."""
    columns = ("Grading", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=cast("TextIO", Forgiving(sys.stderr)), theme=_THEME)) as progress:
        yield from progress.track(reports, total=total)
