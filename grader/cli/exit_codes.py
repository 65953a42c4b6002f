"""Ends every command with the exit code that its help documents, whatever happens."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any

import click

from grader.errors import GraderError, ResultError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Buffer

BROKEN = 4
STOPPED = 130
MAX_ERROR = 2_000
MAX_TRACEBACK = 20_000


class Terminated(KeyboardInterrupt):
    """This process was told to end by a signal; the argument is its number."""


class Commands(click.Group):
    """A command group with its own exit code for Ctrl-C: click's 1 would mean that a submission is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except Terminated as told:
            sys.exit(128 + told.args[0])
        except KeyboardInterrupt:
            sys.exit(STOPPED)


@contextlib.contextmanager
def stopping_when_told_to_end() -> Iterator[None]:
    """Let SIGTERM and SIGHUP stop a command as Ctrl-C does; never where students' code runs in this process."""

    def stop(number: int, _frame: object) -> None:
        raise Terminated(number)

    numbers = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


class Output(io.FileIO):
    """Standard output; click ends a command with code 1 if it is a broken pipe, and Python with 120 if it is full.

    Attributes:
        lost: whether a write has failed; the error is raised once, and what comes later is dropped.
    """

    lost = False

    def write(self, data: Buffer, /) -> int:
        """Write some bytes.

        Raises:
            ResultError: they cannot be written.
        """
        if self.lost:
            return len(memoryview(data))
        try:
            return super().write(data)
        except OSError as error:
            self.lost = True
            raise ResultError(f"Cannot write to standard output: {error.strerror}.") from None


def _open_standard_streams() -> None:
    """Open the streams with which this process was started closed, and let standard output tell its errors.

    The number of a closed one would go to the next file that is opened, and what is printed into that. Writing to
    standard output then fails as if it were closed; nobody can be told what is written to standard error.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest number that is free, which is this one
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    if sys.stdout is sys.__stdout__:  # None if it was closed
        old = sys.stdout or sys.stderr
        output = io.BufferedWriter(Output(1, "w", closefd=False))
        sys.stdout = io.TextIOWrapper(output, old.encoding, old.errors, line_buffering=os.isatty(1))


def run(command: click.Command) -> None:
    """Run a command; a GraderError ends it with a message and the error's exit code.

    Any other exception is a bug in the grader, and must not look like a verdict: Python's exit code would be 1.
    """
    _open_standard_streams()
    try:
        try:
            command()
        finally:
            sys.stdout.flush()
    except GraderError as error:
        _complain(f"Error: {error}", MAX_ERROR)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - any bug is reported, and ends the command
        _complain(f"The grader crashed; please report this as a bug.\n{traceback.format_exc()}", MAX_TRACEBACK)
        sys.exit(BROKEN)
    finally:
        _drop_errors()


def _drop_errors() -> None:
    """Drop what standard error does not take, or Python ends with an exit code of its own."""
    try:
        sys.stderr.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)


def _complain(text: str, limit: int) -> None:
    from grader.reports.escape import to_log
    from grader.text import printable

    # Students choose file names, and may control the text of an exception.
    with contextlib.suppress(OSError):  # the exit code says it as well
        click.echo(to_log(printable(text, limit)), err=True)
