"""Ends every command with the exit code that its help documents, whatever happens."""

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
    """A command group with its own exit code for Ctrl-C: click's 1 would mean that a submission is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(STOPPED)


def run(command: click.Command) -> None:
    """Run a command; a GraderError ends it with a message and the error's exit code.

    Any other exception is a bug in the grader, and must not look like a verdict: Python's exit code would be 1.
    """
    try:
        command()
    except GraderError as error:
        _complain(f"Error: {error}", MAX_ERROR)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - any bug is reported, and ends the command
        _complain(f"The grader crashed; please report this as a bug.\n{traceback.format_exc()}", MAX_TRACEBACK)
        sys.exit(BROKEN)


def _complain(text: str, limit: int) -> None:
    from grader.reports.escape import to_log
    from grader.text import printable

    # Students choose file names, and may control the text of an exception.
    click.echo(to_log(printable(text, limit)), err=True)
