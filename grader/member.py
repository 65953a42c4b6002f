"""One file of a submission that may be read, wherever it lies, and which files are sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# A notebook holds pictures, of which nothing is kept.
MAX_BYTES = {".py": 1_000_000, ".ipynb": 20_000_000}
# What a student was given to run, and not what they wrote.
_GIVEN = re.compile(r"(?:.*/)?checks/[^/]+/e\d+_\w+/(?:spec|public_checks)\.py")


@dataclass(frozen=True, slots=True)
class Member:
    """A file that may be read: `read(limit)` returns at most `limit` bytes; `fault` says why it must not be."""

    path: str
    read: Callable[[int], bytes]
    fault: str = ""


def is_wanted(path: str) -> bool:
    """Whether a file is a source; hidden files, caches, what macOS adds to a zip, and given checks are not."""
    *folders, name = path.split("/")
    hidden = name.startswith(".") or any(f.startswith((".", "__")) and f != ".." for f in folders)
    return not hidden and PurePosixPath(name).suffix.lower() in MAX_BYTES and not _GIVEN.fullmatch(path)


def depth_first(path: str) -> tuple[int, str]:
    """Sort paths by this to have those nearest to the top first."""
    return path.count("/"), path
