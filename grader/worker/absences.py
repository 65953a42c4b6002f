"""Recognises exceptions of code that uses what graded code does not have: files, threads, time zones and others.

Which exception comes depends on the level of isolation, so the report first names what was used.
"""

from __future__ import annotations

import errno

_REFUSALS = frozenset((errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS))
ONLY_NUMPY = "Graded code has only NumPy, Python's standard library and the files of the submission."
NO_THREAD = "can't start new thread"
NO_TEMPORARY_FILE = "No usable temporary directory found"


def find_absence(error: BaseException) -> str:
    """Return what an exception says is not there, such as `a file`; empty for other exceptions."""
    kind = type(error).__name__
    if kind == "ZoneInfoNotFoundError":
        return "a time zone"
    if kind in ("URLError", "gaierror", "herror"):
        return "a network connection"
    if isinstance(error, RuntimeError) and error.args == (NO_THREAD,):
        return "a thread"
    if not isinstance(error, OSError):
        return ""
    if error.errno is None:  # NumPy's `loadtxt` gives no number
        is_numpys = isinstance(error, FileNotFoundError) and str(error).endswith(" not found.")
        return "a file" if is_numpys else ""
    if error.errno not in _REFUSALS:
        return ""
    if str(error.strerror).startswith(NO_TEMPORARY_FILE):
        return "a temporary file"
    if type(error.filename) is str and "zoneinfo" in error.filename:
        return "a time zone"
    return "a process or a network connection" if error.filename is None else "a file"
