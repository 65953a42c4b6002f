"""Shows the progress of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

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


def show_progress(reports: Iterator[T], total: int) -> Iterator[T]:
    """Show the number of graded submissions, the rate and the time left."""
    columns = ("Grading", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield from progress.track(reports, total=total)
