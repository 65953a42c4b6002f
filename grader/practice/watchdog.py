"""Enforces time limits in this process without signals, so also on Windows, in notebooks and in editors.

A thread raises an exception in the watched thread by `PyThreadState_SetAsyncExc`. This interrupts Python code between
two bytecode instructions; a single call into C, such as one huge matrix product, first runs to its end.
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
# The exception is raised again after this time, in case the code swallowed it.
AGAIN_S = 0.5
# A pending exception is raised when the thread jumps back in a loop, so a short loop collects it.
ARRIVAL_ROUNDS = 10


class Watchdog:
    """Limits the time of one thread at a time; limits may be nested, and the innermost applies.

    Meanwhile an outer limit of the same error stands still: that of a statement which imports a file, for example.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._deadline_s = float("inf")
        self._error: type[BaseException] = TimeoutError
        self._target = 0
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def limit(self, wall_s: float, error: type[BaseException]) -> Iterator[None]:
        """Raise `error` in the body after `wall_s` seconds; set no limit under a debugger."""
        if is_debugged():
            yield
            return
        started = time.monotonic()
        deadline_s, outer = self._set(started + wall_s, error)
        try:
            yield
        finally:
            stood_s = time.monotonic() - started if outer is error else 0.0
            self._leave((deadline_s + stood_s, outer), error)

    def _leave(self, before: tuple[float, type[BaseException]], error: type[BaseException]) -> None:
        """Restore the outer limit, and drop an exception that is still pending.

        `PyThreadState_SetAsyncExc(thread, NULL)` must not cancel it: CPython 3.11 then keeps looking for an
        exception that is gone, and if the thread is traced, it never stops looking.
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
        """Set a deadline and its exception, and return the previous ones."""
        with self._lock:
            before = self._deadline_s, self._error
            self._deadline_s, self._error, self._target = deadline_s, error, threading.get_ident()
            if self._thread is None and deadline_s < float("inf"):
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
        return before

    def _watch(self) -> None:
        """Poll the deadline until none has been set for a second."""
        idle = 0
        while idle * PERIOD_S < 1.0:
            time.sleep(PERIOD_S)
            with self._lock:
                idle = idle + 1 if self._deadline_s == float("inf") else 0
                if time.monotonic() < self._deadline_s:
                    pass
                elif _is_at_prompt(self._target):
                    self._deadline_s = float("inf")  # debugging may take as long as it likes
                else:
                    self._deadline_s = time.monotonic() + AGAIN_S
                    _raise_in(self._target, self._error)
                if idle * PERIOD_S >= 1.0:
                    self._thread = None


def is_debugged() -> bool:
    """Whether a debugger traces this thread; coverage measurement does not count."""
    monitoring = getattr(sys, "monitoring", None)  # from Python 3.12 on
    if monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None:
        return True
    trace = sys.gettrace()
    return trace is not None and "coverage" not in f"{type(trace)} {getattr(trace, '__module__', '')}"


def _is_at_prompt(thread: int) -> bool:
    """Whether a thread is stopped in a debugger, such as at a `breakpoint()`."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - no public API gives another thread's stack
    while frame is not None:
        if frame.f_code.co_filename.endswith("bdb.py") or frame.f_globals.get("__name__") in ("bdb", "pdb"):
            return True
        frame = frame.f_back
    return False


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
