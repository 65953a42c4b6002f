"""Options and helpers that several commands share."""

from __future__ import annotations

import contextlib
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.batch.progress_bar import FirstRun
    from grader.course.course import Course
    from grader.course.first_run import Tell

COURSE = click.option(
    "--course",
    "course_path",
    type=click.Path(path_type=Path),
    help="Folder of the course; by default the nearest one at or above the current folder.",
)
WEAK = click.option(
    "--allow-weak-isolation", is_flag=True, help="Grade even if students' code is not contained; see grader doctor."
)
VIEWS = click.Choice(["student", "instructor"])


def open_course(path: Path | None, only: tuple[str, ...]) -> Course:
    """Load the course at `path`, or the nearest one at or above the current folder."""
    from grader.course.course import load_course

    with contextlib.ExitStack() as stack:
        return load_course(find_root(path), only, tell=_make_teller(stack))


def find_root(path: Path | None) -> Path:
    """Return the resolved folder of the course at `path`, or of the nearest one at or above the current folder."""
    from grader.course.folders import find_course

    return (find_course(Path.cwd()) if path is None else path).resolve()


def _make_teller(stack: contextlib.ExitStack) -> Tell:
    """Return a function that shows the progress of a first run until the stack is left; nothing unless it is called."""

    @functools.cache
    def start() -> FirstRun:
        from grader.batch.progress_bar import FirstRun
        from grader.course.first_run import count_cores

        shown = FirstRun(count_cores())
        stack.callback(shown.stop)
        return shown

    return lambda done, total: start()(done, total)


def write_json(path: Path | None, data: bytes) -> None:
    """Write the file that `--json` names, if any.

    Raises:
        click.BadParameter: it cannot be written.
    """
    if path is None:
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise click.BadParameter(f"cannot write {path}: {error.strerror}", param_hint="--json") from None


def show(renderable: RenderableType) -> None:
    """Print a renderable to the terminal or a CI log."""
    from grader.reports.terminal import to_text

    sys.stdout.write(to_text(renderable))
    sys.stdout.flush()
