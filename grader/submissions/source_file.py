"""One file of a submission that may be read, wherever it lies, and which files are sources."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# A notebook holds pictures, of which nothing is kept.
MAX_BYTES = {".py": 1_000_000, ".ipynb": 20_000_000}
# What a student was given to run, and not what they wrote.
_GIVEN = re.compile(r"(?:.*/)?checks/[^/]+/e\d+_\w+/(?:spec|public_checks)\.py")
NOT_REGULAR = "it is not a regular file"
# Not through a link, and without waiting for the other end of a pipe; Windows knows none of these.
_CAREFULLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be read: `read(limit)` returns at most `limit` bytes; `fault` says why it must not be."""

    path: str
    read: Callable[[int], bytes]
    fault: str = ""


def open_regular(path: Path) -> BinaryIO:
    """Open a file of a submission: never a link, nor what waits or does not end, as pipes and devices.

    Raises:
        ValueError: it is no regular file, or it has a second name, which may be that of anything on the disk.
        OSError: it cannot be opened.
    """
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _CAREFULLY))  # noqa: SIM115 - Path.open takes no opener; the caller closes it
    # Looked at once it is open, so that nothing can be put in its place in between.
    state = os.fstat(file.fileno())
    fault = "" if stat.S_ISREG(state.st_mode) else NOT_REGULAR
    if state.st_nlink > 1:
        fault = fault or "it is a hard link, the same file has another name; hand in a copy"
    if fault:
        file.close()
        raise ValueError(fault)
    return file


def is_wanted(path: str) -> bool:
    """Whether a file is a source; hidden files, caches, what macOS adds to a zip, and given checks are not."""
    *folders, name = path.split("/")
    hidden = name.startswith(".") or any(f.startswith((".", "__")) and f != ".." for f in folders)
    return not hidden and PurePosixPath(name).suffix.lower() in MAX_BYTES and not _GIVEN.fullmatch(path)


def depth_first(path: str) -> tuple[int, str, str]:
    """Sort paths by this to have those nearest to the top first, and `a.ipynb` before its copy `a-Copy1.ipynb`."""
    return path.count("/"), os.path.splitext(path)[0], path  # noqa: PTH122 - a path in a zip, and text
