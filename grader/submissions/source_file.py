"""A readable file of a submission, on disk or in a zip, and the rule for which files are sources."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.submissions.versions import Time

MAX_NAME_CHARS = 200
NOT_READ = "was not read because of"
# Notebooks are large because of pictures, which are not kept.
MAX_BYTES = {".py": 1_000_000, ".ipynb": 20_000_000}
# Files that students were given to run and did not write.
_GIVEN = re.compile(r"(?:.*/)?checks/[^/]+/e\d+_\w+/(?:spec|public_checks)\.py")
# What browsers, mail programs and Windows make of the name of a source.
_RENAMED = re.compile(
    r"(.+\.(?:py|ipynb))(?:[._]?(?:txt|text|json|html?|pdf|docx?|rtf|md)| ?[(\[]\d+[)\]])+|.+\.(?:pyw|py3)",
    re.IGNORECASE,
)
# Half of them may have been deleted already. Seven signs alone may be a line in a text.
_MARK = re.compile(r"^(?:<{7}|>{7}) \S", re.MULTILINE)
CONFLICT = "it has the marks of a merge conflict (<<<<<<<, =======, >>>>>>>)"
RESOLVE = "keep one of the two versions at each, and delete the marks"
LINK = "it is a link; hand in the file itself"
NOT_REGULAR = "it is not a regular file; hand in a copy of the file itself"
# Do not follow a link or block on a pipe; Windows has none of these flags.
_CAREFULLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file in a submission.

    Attributes:
        read: returns at most the given number of bytes.
        fault: why the file must not be read; empty if it may be.
        saved: when it was saved, if a zip says so; times on a disk change with each copy.
    """

    path: str
    read: Callable[[int], bytes]
    fault: str = ""
    saved: Time = ()


def open_regular(path: Path) -> BinaryIO:
    """Open a file of a submission, never a link, and never a pipe or device, which may block or not end.

    Raises:
        ValueError: it is not a regular file, or it is a hard link, which may be to any file on the disk.
        OSError: it cannot be opened, e.g. because it is a symbolic link.
    """
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _CAREFULLY))  # noqa: SIM115 - Path.open takes no opener; the caller closes it
    # Check the open file and not the path, which could be replaced in between.
    state = os.fstat(file.fileno())
    fault = "" if stat.S_ISREG(state.st_mode) else NOT_REGULAR
    if state.st_nlink > 1:
        fault = fault or "it is a hard link to a file with another name; hand in a copy"
    if fault:
        file.close()
        raise ValueError(fault)
    return file


def to_name(path: Path) -> str:
    """Return the name of a file or folder for a report, which must not tell where an instructor keeps it."""
    return os.path.basename(os.path.abspath(path)) or str(path)  # noqa: PTH100, PTH119 - resolve() follows links


def is_hidden(path: str) -> bool:
    """Whether a file or one of its folders is hidden, or is a cache or one of macOS's additions to a zip."""
    *folders, name = path.split("/")
    return name.startswith(".") or any(f.startswith((".", "__")) and f != ".." for f in folders)


def is_wanted(path: str) -> bool:
    """Whether a file is a source; hidden files, caches, macOS's additions to a zip, and given checks are not."""
    is_source = PurePosixPath(path).suffix.lower() in MAX_BYTES
    return is_source and not is_hidden(path) and not _GIVEN.fullmatch(path)


def has_conflict(text: str) -> bool:
    """Whether a text has the marks that a version control system leaves where two versions differ."""
    return _MARK.search(text) is not None


def depth_first(path: str) -> tuple[int, str, str]:
    """Return a sort key: paths nearest to the top come first, and `a.ipynb` before its copy `a-Copy1.ipynb`."""
    return path.count("/"), os.path.splitext(path)[0], path  # noqa: PTH122 - a string, which may be a path in a zip


def explain_unread(path: str) -> str:
    """Return a note on a file that seems to be a source under another suffix, as `x.py.txt`; else an empty string."""
    name = path.rpartition("/")[2]
    if len(name) > MAX_NAME_CHARS or name.startswith(".") or not (match := _RENAMED.fullmatch(name)):
        return ""
    wanted = match[1] or f"{os.path.splitext(name)[0]}.py"  # noqa: PTH122 - a string, which may be a path in a zip
    return f"{one_line(path, 120)} {NOT_READ} its suffix; rename it to {one_line(wanted, 120)}."
