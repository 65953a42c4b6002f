"""Says in words why a call has no answer."""

from __future__ import annotations

import re
import signal
from collections import deque
from typing import TYPE_CHECKING

from grader.exercise.failures import Failure
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.execution.forkserver import Exit
    from grader.execution.limits import Limits
    from grader.worker.loader import Source

MAX_NAMES = 8
MAX_TOLD_LINES = 2_000
# By name: Windows has not all of them, and a student's own checks import this there.
_TOLD_NAMES = ("SIGABRT", "SIGFPE", "SIGKILL", "SIGSEGV", "SIGSYS")
_TOLD_SIGNALS = tuple(getattr(signal, name) for name in _TOLD_NAMES if hasattr(signal, name))
_TOLD_CODES = (0, 1)
_UNREADABLE = re.compile(r"\d+: (?:Syntax|Indentation|Tab)Error: ")


def ended(function: str, end: Exit) -> Failure:
    """Tell an exit code or a signal in the summary only if it is a usual one: any other could tell a hidden input."""
    if end.signal:
        what = f"signal {end.signal} ({signal.strsignal(end.signal) or 'unknown'})"
        if end.signal in _TOLD_SIGNALS:
            return Failure("died", f"{function} ended its process by {what}.")
        return Failure("died", f"{function} ended its process by a signal.", what)
    if end.code in _TOLD_CODES:
        return Failure("died", f"{function} ended its process with exit code {end.code} instead of returning.")
    return Failure("died", f"{function} ended its process instead of returning.", f"exit code {end.code}")


def to_limit(wall_s: float, limits: Limits) -> str:
    """Say how long a call had, and why if it was less than usual."""
    hurried = ", the time that is left once another call ran out of it" if wall_s < limits.call_wall_s else ""
    return f"{wall_s:g} s{hurried}"


def told_lines(source: str) -> int:
    """Return how many lines of a file may be named: a number of lines without end could tell any input."""
    return min(source.rstrip().count("\n") + 1, MAX_TOLD_LINES)


def explain_missing(function: str, path: str, source: Source, notes: Sequence[str]) -> Failure:
    """Say why a function is not there: its definition failed or was undone, it has another name, or there is none."""
    # Blanks and no new lines: `\s*` would look for the end of all blank lines at the beginning of each.
    definition = re.compile(rf"^([ \t]*)(?:async[ \t]+)?def[ \t]+{function}\b", re.MULTILINE)
    # The last one of each file or cell: it is the one that counts, and there may be a million of them.
    found = [(label, text, last) for label, text in source for last in deque(definition.finditer(text), maxlen=1)]
    for label, text, match in found:
        reason = _find_reason(f"{label}, line ", text.count("\n", 0, match.start()) + 1, notes)
        if reason:
            return Failure("raised", f"{function} is not defined, since {reason}", during="load")
    whole = [label for label, _, match in found if not match[1]]
    if whole:
        text = f"{function} is defined in {whole[-1]}, but not there once all of {path} has run. Was it deleted?"
        return Failure("not_attempted", text)
    return Failure("not_attempted", f"{function} is not defined. {defined_functions(path, source)}".strip())


def _find_reason(place: str, line: int, notes: Sequence[str]) -> str:
    """Find the note on a cell that is not Python, or on the definition in one of its lines."""
    for note in (note for note in notes if note.startswith(place)):
        if _UNREADABLE.match(note, len(place)):
            return f"its cell cannot be read: {note}"
        if note.startswith(f"{place}{line}: "):
            return f"its definition failed: {note}"
    return ""


def defined_functions(path: str, source: Source) -> str:
    """Say which functions a file seems to define, for a student whose function has another name."""
    names = [name for _, text in source for name in re.findall(r"^def\s+(\w+)", text, re.MULTILINE)][:MAX_NAMES]
    return f"{path} defines {quote_list(names)}." if names else ""
