"""Refuses in this process what graded code does not have: files, temporary files, time zones, threads and others.

A check at home calls a function inside `as_when_graded`. An audit hook then raises the exceptions that a worker's
confinement causes. This is no sandbox: it shows students in time what will fail when they are graded. Code at the top
level of a file is not refused anything; there, a failure costs only its statement.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.worker.absences import NO_TEMPORARY_FILE, NO_THREAD
from grader.worker.stand_ins import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_FILES = frozenset(
    f"os.{name}"
    for name in (
        *("chmod", "chown", "link", "listdir", "listdrives", "mkdir", "remove", "rename", "rmdir", "scandir"),
        *("symlink", "truncate", "utime"),
    )
)
_PROCESSES_AND_NETWORK = frozenset(
    (
        *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn"),
        *("socket.__new__", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname"),
        "subprocess.Popen",
    )
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# A worker can read these as well.
_READABLE = tuple(os.path.dirname(os.path.abspath(path)) + os.sep for path in (os.__file__, np.__file__))  # noqa: PTH100, PTH120 - as strings, to compare them fast
# What these do is not the student's: imports, debuggers, the time limit, and libraries that are stand-ins when graded.
_MODULES = frozenset(
    ("bdb", "grader.practice.watchdog", "importlib._bootstrap", "importlib._bootstrap_external", "pdb", "zipimport")
)
_PACKAGES = LIBRARIES | {"_pytest", "coverage", "debugpy", "ipykernel", "pydevd"}
_CALLER = "grader.practice.session"

_threads: set[int] = set()
_observers: dict[int, Callable[[Exception], None]] = {}
_installed: list[bool] = []


@contextlib.contextmanager
def as_when_graded() -> Iterator[None]:
    """Refuse, in this thread, what a worker does not have."""
    _install()
    thread, start = threading.get_ident(), threading.Thread.start

    def start_unless_refused(self: threading.Thread) -> None:
        if threading.get_ident() in _threads and not _is_exempt(set(_find_modules())):
            raise RuntimeError(NO_THREAD)
        start(self)

    _threads.add(thread)
    threading.Thread.start = start_unless_refused  # type: ignore[method-assign]  # Python 3.11 has no audit event for it
    try:
        yield
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]  # restores it
        _threads.discard(thread)


@contextlib.contextmanager
def observed(note: Callable[[Exception], None]) -> Iterator[None]:
    """Allow everything in this thread, and pass what a worker would raise to `note`."""
    _install()
    thread = threading.get_ident()
    _observers[thread] = note
    try:
        yield
    finally:
        _observers.pop(thread, None)


def _install() -> None:
    if not _installed:  # a hook can never be removed
        _installed.append(True)
        sys.addaudithook(_refuse)


@contextlib.contextmanager
def suspended() -> Iterator[None]:
    """Allow everything again, for a function of the grader's that a student's calls."""
    thread = threading.get_ident()
    was_refused = thread in _threads
    _threads.discard(thread)
    try:
        yield
    finally:
        if was_refused:
            _threads.add(thread)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not (_threads or _observers) or threading.get_ident() not in (_threads | _observers.keys()):
        return
    error = _find_error(event, arguments)
    modules = set(_find_modules()) if error is not None else set()
    if error is None or _is_exempt(modules):
        return
    error = FileNotFoundError(errno.ENOENT, NO_TEMPORARY_FILE) if "tempfile" in modules else error
    if threading.get_ident() in _threads:
        raise error
    _observers[threading.get_ident()](error)


def _find_error(event: str, arguments: tuple[Any, ...]) -> Exception | None:
    """Return what a worker raises for an audit event; None if it allows it."""
    if event == "open":
        return _find_open_error(*arguments)
    if event in _FILES:
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), arguments[0])
    if event in _PROCESSES_AND_NETWORK:
        return PermissionError(errno.EPERM, os.strerror(errno.EPERM))
    return None


def _find_open_error(path: Any, mode: Any, flags: Any) -> Exception | None:
    if not isinstance(path, str | bytes | os.PathLike):  # a file that is open already
        return None
    name = os.fsdecode(path)
    if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITES):
        return OSError(errno.EROFS, os.strerror(errno.EROFS), name)
    if os.path.abspath(name).startswith(_READABLE):  # noqa: PTH100 - resolve() would ask the disk
        return None
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def _find_modules() -> Iterator[str]:
    """Yield the names of the modules in the stack, from the event to the call by a check."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - only the stack shows who asks
    while frame is not None and frame.f_globals.get("__name__") != _CALLER:
        yield str(frame.f_globals.get("__name__"))
        frame = frame.f_back


def _is_exempt(modules: set[str]) -> bool:
    """Whether a module between the event and the check's call uses it on its own account, and not for the student."""
    return bool(modules & _MODULES) or any(module.partition(".")[0] in _PACKAGES for module in modules)
