"""The option `-v`: shows the engine's log on standard error."""

from __future__ import annotations

import logging

import click

MAX_TRACEBACK = 20_000
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class _Formatter(logging.Formatter):
    """Formats each record as one sanitised line, since students choose file names."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        from grader.reports.escape import to_log
        from grader.text import MAX_MESSAGE, one_line

        limit = MAX_TRACEBACK if record.exc_info else MAX_MESSAGE
        return to_log(one_line(super().format(record), limit))


def to_level(verbose: int) -> int:
    """Return the logging level for a number of `-v`."""
    return _LEVELS[min(verbose, len(_LEVELS) - 1)]


def show_log(level: int) -> None:
    """Show the engine's log records of at least `level`."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("grader")
    logger.setLevel(level)
    logger.handlers[:] = [handler]


def _show(_context: click.Context, _option: click.Parameter, verbose: int) -> int:
    if verbose:
        show_log(to_level(verbose))
    return verbose


VERBOSE = click.option(
    "-v",
    "--verbose",
    count=True,
    expose_value=False,
    callback=_show,
    help="Log grading, restarts and retries to standard error; -vv logs more.",
)
