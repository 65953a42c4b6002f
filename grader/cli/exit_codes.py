"""How a command ends: with an exit code that says what its help says, whatever happens on the way."""

from __future__ import annotations

import sys
import traceback
from typing import Any

import click

from grader.errors import GraderError

BROKEN = 4
STOPPED = 130
MAX_ERROR = 2_000
MAX_TRACEBACK = 20_000


class Commands(click.Group):
    """Ctrl-C has an exit code of its own: 1, which click gives it, says that something is wrong with a submission."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(STOPPED)


def run(command: click.Command) -> None:
    """Run a command; an error of the grader's ends it with a message and its exit code.

    Any other exception is a defect of the grader, and must not look like a verdict, as Python's exit code 1 would.
    """
    try:
        command()
    except GraderError as error:
        _complain(f"Error: {error}", MAX_ERROR)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - whatever it is, it is told, and ends the command
        _complain(f"The grader broke; please report this.\n{traceback.format_exc()}", MAX_TRACEBACK)
        sys.exit(BROKEN)


def _complain(text: str, limit: int) -> None:
    from grader.reports.escape import to_log
    from grader.text import printable

    # The names of files are a student's choice, and so may be what an exception says.
    click.echo(to_log(printable(text, limit)), err=True)
