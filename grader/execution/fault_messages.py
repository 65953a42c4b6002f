"""Messages for students about calls that got no answer."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.exercise.failures import Failure
from grader.reports.causes import NOT_DEFINED
from grader.text import quote_list
from grader.worker.request_loop import EXIT_OUT_OF_MEMORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.execution.cgroup import OomCounter
    from grader.execution.forkserver import Exit
    from grader.execution.limits import Limits
    from grader.worker.loader import Source

MAX_NAMES = 8
MAX_TOLD_LINES = 2_000
# Looked up by name: Windows lacks some of them, and students' own checks import this module there.
_SIGKILL, _SIGXCPU = getattr(signal, "SIGKILL", 9), getattr(signal, "SIGXCPU", 24)
_TOLD_NAMES = ("SIGABRT", "SIGFPE", "SIGKILL", "SIGSEGV", "SIGSYS")
_TOLD_SIGNALS = tuple(getattr(signal, name) for name in _TOLD_NAMES if hasattr(signal, name))
_TOLD_CODES = (0, 1)
# Sent by the limit on processor time, by the one on writing files, and by seccomp.
_LIMIT_NAMES = ("SIGXCPU", "SIGXFSZ", "SIGSYS")
_LIMIT_SIGNALS = tuple(getattr(signal, name) for name in _LIMIT_NAMES if hasattr(signal, name))
# Beyond this part of its own limit, a worker may itself be what filled the memory, and its death stays the student's.
_SMALL_PART = 1 / 8


def explain_end(function: str, end: Exit, limits: Limits, oom_counter: OomCounter) -> Failure:
    """Explain the end of a worker, and tell in `killed_by` whether someone other than its code may have killed it."""
    if end.code == EXIT_OUT_OF_MEMORY:
        return Failure("out_of_memory", f"{function} needs more memory than the grader allows.")
    # A second after SIGXCPU, which code can catch, the kernel sends SIGKILL.
    is_killed = end.signal == _SIGKILL
    if end.signal == _SIGXCPU or (is_killed and not end.was_ended and end.cpu_s >= limits.cpu_s):
        return Failure("timed_out", f"{function} used more than {limits.cpu_s} s of processor time.")
    if not end.signal or end.was_ended or end.signal in _LIMIT_SIGNALS:
        return ended(function, end)
    is_starved = oom_counter.has_grown() and is_killed and end.memory_mb <= _SMALL_PART * limits.memory_mb
    return replace(ended(function, end), killed_by="machine" if is_starved else "signal")


def ended(function: str, end: Exit) -> Failure:
    """Describe how a worker died; an unusual exit code or signal goes into the detail: it could leak a hidden input."""
    if end.signal:
        what = f"signal {end.signal} ({signal.strsignal(end.signal) or 'unknown'})"
        if end.signal in _TOLD_SIGNALS:
            return Failure("died", f"{function} crashed with {what}.")
        return Failure("died", f"{function} crashed with an unusual signal.", what)
    if end.code in _TOLD_CODES:
        return Failure("died", f"{function} exited the process with exit code {end.code} instead of returning.")
    return Failure("died", f"{function} exited the process instead of returning.", f"exit code {end.code}")


def to_limit(wall_s: float, limits: Limits) -> str:
    """Return the time limit of a call as text, with the reason if it is shorter than usual."""
    hurried = " (the limit is shorter after an earlier time-out)" if wall_s < limits.call_wall_s else ""
    return f"{wall_s:g} s{hurried}"


def told_lines(source: str) -> int:
    """Return the highest line number of a file that messages may name; unbounded ones could leak a hidden input."""
    return min(source.rstrip().count("\n") + 1, MAX_TOLD_LINES)


def explain_missing(function: str, path: str, source: Source) -> Failure:
    """Explain why a function is missing though nothing failed: it was removed, has another name or was not written."""
    # Not `\s*`: it also matches newlines, and would rescan a run of blank lines from each of them.
    definition = re.compile(rf"^(?:async[ \t]+)?def[ \t]+{function}\b", re.MULTILINE)
    whole = [label for label, text in source if definition.search(text)]
    if whole:
        text = (
            f"{function} is defined in {whole[-1]}, but missing after all of {path} has run. "
            "Was it deleted or set to None?"
        )
        return Failure("not_attempted", text)
    return Failure("not_attempted", f"{function} {NOT_DEFINED} {defined_functions(path, source)}".strip())


def defined_functions(path: str, source: Source) -> str:
    """List the functions that a file seems to define, in case the student's has another name."""
    names = [name for _, text in source for name in re.findall(r"^def\s+(\w+)", text, re.MULTILINE)]
    return list_defined(path, names)


def list_defined(place: str, names: Sequence[str]) -> str:
    """Return a sentence with the functions that a file or a notebook defines; empty if there are none."""
    return f"{place} defines {quote_list(list(names[:MAX_NAMES]))}." if names else ""
