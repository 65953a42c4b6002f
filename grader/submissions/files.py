"""Reads the files of a submission as bytes, from a folder, a zip or a single file, and within limits.

`read_files` -> `find_source_files` (or `find_zipped_files`) -> `_read`. Files are found at any depth, so the extra top
folder of a zip makes no difference.
"""

from __future__ import annotations

import os
import unicodedata
from collections import deque
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.errors import SubmissionError
from grader.submissions.source_file import MAX_BYTES, NOT_REGULAR, SourceFile, depth_first, is_wanted, open_regular
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ENTRIES = 20_000
MAX_FILES = 200
MAX_PATH_CHARS = 300
MAX_TOTAL_BYTES = 60_000_000


def read_files(path: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the submission's `.py` and `.ipynb` files by path, nearest to the top first, and notes on the rest.

    Raises:
        SubmissionError: there is no such folder or file, or it is one that cannot be read.
    """
    try:
        return _read_any(path)
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror}.") from None


def _read_any(path: Path) -> tuple[dict[str, bytes], list[str]]:
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        what = "is neither a folder nor a file" if path.exists() else "does not exist"
        raise SubmissionError(f"{path} {what}: a submission is a folder, a .py or .ipynb file, or a .zip of them.")
    if path.suffix.lower() == ".zip":
        return _read_zip(path.resolve())
    if path.suffix.lower() in MAX_BYTES:
        return _read_all([_on_disk(path, path.name)])
    raise SubmissionError(f"{path} is not a folder, nor a .py, .ipynb or .zip file.")


def find_source_files(root: Path) -> tuple[list[SourceFile], list[Path], list[str]]:
    """Return the sources below a folder, the zips at its top, and notes on what was not looked at.

    Of very many entries those nearest to the top are looked at.

    Hidden folders are not entered, nor those whose path is longer than any that is read.
    """
    members: list[SourceFile] = []
    zips: list[Path] = []
    odd: list[Path] = []
    folders, left = deque([""]), MAX_ENTRIES
    while folders and left >= 0:
        folder = folders.popleft()
        entries = _list(root, folder)
        left -= len(entries)
        for name, is_folder, is_regular in entries[:MAX_ENTRIES]:
            path = folder + name
            if is_folder and is_wanted(f"{path}/x.py") and len(path) < MAX_PATH_CHARS:
                folders.append(f"{path}/")
            if is_wanted(path):
                members.append(_on_disk(root / path, path, "" if is_regular else NOT_REGULAR))
            elif not folder and name.lower().endswith(".zip") and not name.startswith("."):
                (zips if is_regular else odd).append(root / name)
    notes = [f"{one_line(path.name, 120)} was left out: {NOT_REGULAR}." for path in odd]
    notes += [f"There are more than {MAX_ENTRIES} files and folders; some were not looked at."] if left < 0 else []
    return members, zips, notes


def _list(root: Path, folder: str) -> list[tuple[str, bool, bool]]:
    """Return the names in a folder in order, whether each is a folder and whether a regular file; links are neither."""
    try:
        with os.scandir(root / folder) as entries:
            found = [
                (entry.name, entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False))
                for entry in entries
            ]
    except OSError:  # one that must not be entered, or ends while it is read
        return []
    return sorted(found)


def _read_folder(path: Path) -> tuple[dict[str, bytes], list[str]]:
    members, zips, notes = find_source_files(path)
    if not members and len(zips) == 1:  # as learning platforms put them: a folder for each student's upload
        return _read_zip(zips[0])
    files, remarks = _read_all(members)
    return files, notes + remarks + [
        f"{one_line(file.name, 120)} was left out: it is a zip among other files." for file in zips
    ]


def _read_zip(path: Path) -> tuple[dict[str, bytes], list[str]]:
    from grader.submissions import zips  # zipfile is loaded only where there is a zip

    with zips.open_zip(path) as opened:
        return _read_all(zips.find_zipped_files(opened))


def _on_disk(path: Path, name: str, fault: str = "") -> SourceFile:
    def read(limit: int) -> bytes:
        with open_regular(path) as file:
            return file.read(limit)

    # macOS writes an umlaut as two characters; an import in the source has one.
    return SourceFile(unicodedata.normalize("NFC", name), read, fault)


def _read_all(members: Iterable[SourceFile]) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    notes: list[str] = []
    total_bytes = 0
    for member in sorted(members, key=lambda member: depth_first(member.path)):
        if not is_wanted(member.path):
            continue
        try:
            files[member.path] = _read(member, files, total_bytes)
            total_bytes += len(files[member.path])
        except ValueError as reason:
            notes.append(f"{one_line(member.path, 120)} was left out: {one_line(str(reason), 200)}.")
    return files, notes


def _read(member: SourceFile, files: dict[str, bytes], total_bytes: int) -> bytes:
    """Return the bytes of a file, of which no more are read than may be kept.

    Raises:
        ValueError: the file is left out, and why.
    """
    if member.fault:
        raise ValueError(member.fault)
    if not member.path.isprintable():
        raise ValueError("its name cannot be printed")
    if len(member.path) > MAX_PATH_CHARS:
        raise ValueError(f"its name has more than {MAX_PATH_CHARS} characters")
    if member.path in files:
        raise ValueError("another file has the same name")
    if len(files) >= MAX_FILES:
        raise ValueError(f"there are more than {MAX_FILES} files")
    limit = MAX_BYTES[PurePosixPath(member.path).suffix.lower()]
    try:
        data = member.read(limit + 1)
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise ValueError(f"it has more than the {limit} bytes that are read")
    if total_bytes + len(data) > MAX_TOTAL_BYTES:
        raise ValueError(f"the files before it already have {total_bytes} bytes")
    return data
