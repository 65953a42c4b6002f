"""Ends what runs too long in this process, without signals: on Windows, in notebooks and under an editor alike.

A thread raises an exception in the thread that is watched, by `PyThreadState_SetAsyncExc`. Python code is
interrupted between two of its instructions; a single call into C, such as one huge matrix product, ends first.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PERIOD_S = 0.05
# Code that swallows the exception is stopped again after this time.
AGAIN_S = 0.5
# An exception for a thread is raised when a loop of its goes round.
ARRIVAL_ROUNDS = 10


class Watchdog:
    """Watches one thread at a time; limits may be nested, and the innermost counts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._deadline_s = float("inf")
        self._error: type[BaseException] = TimeoutError
        self._target = 0
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def limit(self, wall_s: float, error: type[BaseException]) -> Iterator[None]:
        """Raise `error` in the body after `wall_s` seconds; never where a debugger is at work."""
        if _is_debugged():
            yield
            return
        before = self._set(time.monotonic() + wall_s, error)
        try:
            yield
        finally:
            self._leave(before, error)

    def _leave(self, before: tuple[float, type[BaseException]], error: type[BaseException]) -> None:
        """Go back to the limit outside; an exception that is still on its way arrives here, and is dropped.

        It is not taken back with `PyThreadState_SetAsyncExc(thread, NULL)`: CPython 3.11 then goes on looking for an
        exception that is not there, and for ever so if it is traced.
        """
        while True:
            try:
                self._set(*before)
                for _ in range(ARRIVAL_ROUNDS):
                    pass
            except error:
                continue
            return

    def _set(self, deadline_s: float, error: type[BaseException]) -> tuple[float, type[BaseException]]:
        """Set a deadline, and return what was set before."""
        with self._lock:
            before = self._deadline_s, self._error
            self._deadline_s, self._error, self._target = deadline_s, error, threading.get_ident()
            if self._thread is None and deadline_s < float("inf"):
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
        return before

    def _watch(self) -> None:
        """Look at the clock now and then, until there has been nothing to watch for a second."""
        idle = 0
        while idle * PERIOD_S < 1.0:
            time.sleep(PERIOD_S)
            with self._lock:
                idle = idle + 1 if self._deadline_s == float("inf") else 0
                if time.monotonic() < self._deadline_s:
                    pass
                elif _is_at_prompt(self._target):
                    self._deadline_s = float("inf")  # whoever looks at a variable may take an hour
                else:
                    self._deadline_s = time.monotonic() + AGAIN_S
                    _raise_in(self._target, self._error)
                if idle * PERIOD_S >= 1.0:
                    self._thread = None


def _is_debugged() -> bool:
    """Whether somebody may be looking at a stopped program; measuring coverage is no debugging."""
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    if monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None:
        return True
    trace = sys.gettrace()
    return trace is not None and "coverage" not in f"{type(trace)} {getattr(trace, '__module__', '')}"


def _is_at_prompt(thread: int) -> bool:
    """Whether a thread has stopped at a `breakpoint()`."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - there is no public way to another thread's stack
    while frame is not None:
        if frame.f_code.co_filename.endswith("bdb.py") or frame.f_globals.get("__name__") in ("bdb", "pdb"):
            return True
        frame = frame.f_back
    return False


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
