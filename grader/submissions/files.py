"""Reads the files of a submission as bytes, within limits, from a folder, a zip or a single file.

`read_files` -> `find_source_files` (or `find_zipped_files`) -> `_read`. Files are found at any depth, so the extra top
folder of a zip makes no difference.
"""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from grader.errors import SubmissionError
from grader.submissions.attempts import find_attempts, rank_paths
from grader.submissions.source_file import (
    MAX_BYTES,
    NOT_REGULAR,
    SourceFile,
    depth_first,
    explain_unread,
    is_hidden,
    is_wanted,
    open_regular,
    to_name,
)
from grader.submissions.versions import order_versions
from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.submissions.versions import Time

MAX_ENTRIES = 20_000
MAX_FILES = 200
MAX_ZIPS = 10
MAX_OTHERS = 4
MAX_PATH_CHARS = 300
MAX_TOTAL_BYTES = 60_000_000


@dataclass(slots=True)
class Contents:
    """The sources of a submission by path, nearest to the top first.

    Attributes:
        notes: notes on files that were left out.
        saved: when each file was saved, if that is known.
        others: names of files that are no sources.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    saved: dict[str, Time] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def add_others(self, paths: list[str]) -> None:
        """Add the names of files that are no sources, with notes on those that seem to be sources."""
        self.others += [path for path in sorted(paths, key=depth_first) if not is_hidden(path)][:MAX_OTHERS]
        self.notes += filter(None, map(explain_unread, sorted(paths, key=depth_first)))


class Listing(NamedTuple):
    """The files of a folder: sources, zips, notes on what was skipped, and paths of files that are neither."""

    members: list[SourceFile]
    zips: list[Path]
    notes: list[str]
    others: list[str]


def read_files(path: Path, *, follows_link: bool = True) -> tuple[dict[str, bytes], list[str]]:
    """Return the files and the notes of `read_contents`."""
    contents = read_contents(path, follows_link=follows_link)
    return contents.files, contents.notes


def read_contents(path: Path, *, follows_link: bool = True) -> Contents:
    """Return the submission's `.py` and `.ipynb` files, and notes on the rest.

    Args:
        follows_link: whether `path` itself may be a symbolic link; links below it are never followed.

    Raises:
        SubmissionError: the path does not exist, cannot be read, or is of an unsupported kind.
    """
    try:
        if path.is_symlink() and not follows_link:
            raise SubmissionError(f"{to_name(path)} is a link and was not followed; hand in a copy of what it names.")
        return _read_any(Path(os.path.realpath(path)) if path.is_symlink() else path)
    except OSError as error:
        raise SubmissionError(f"{to_name(path)} cannot be read: {error.strerror}.") from None


def _read_any(path: Path) -> Contents:
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        what = "is neither a folder nor a file" if path.exists() else "does not exist"
        raise SubmissionError(
            f"{to_name(path)} {what}: a submission is a folder, a .py or .ipynb file, or a .zip of these."
        )
    if path.suffix.lower() == ".zip":
        return _read_zip(path)
    if path.suffix.lower() in MAX_BYTES:
        return _read_all([_on_disk(path, path.name)])
    raise SubmissionError(f"{to_name(path)} is not a folder or a .py, .ipynb or .zip file.")


def find_source_files(root: Path) -> Listing:
    """Return the sources below a folder, the zips at its top, notes on skipped entries, and other files.

    At most about `MAX_ENTRIES` entries are searched, those nearest to the top first. Hidden folders and folders whose
    path is too long for any readable file are not entered.
    """
    members: list[SourceFile] = []
    zips: list[Path] = []
    odd: list[Path] = []
    others: list[str] = []
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
            elif is_regular:
                others.append(path)
    notes = [f"{one_line(path.name, 120)} was left out: {NOT_REGULAR}." for path in odd]
    notes += (
        [f"There are more than {MAX_ENTRIES} files and folders, so some were skipped; hand in only your own."]
        if left < 0
        else []
    )
    return Listing(members, zips, notes, others)


def _list(root: Path, folder: str) -> list[tuple[str, bool, bool]]:
    """Return the sorted entries of a folder: name, is a folder, is a regular file; a link is neither."""
    try:
        with os.scandir(root / folder) as entries:
            found = [
                (entry.name, entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False))
                for entry in entries
            ]
    except OSError:  # no permission, or deleted in the meantime
        return []
    return sorted(found)


def _read_folder(path: Path) -> Contents:
    members, zips, notes, others = find_source_files(path)
    if not members and len(zips) == 1:  # learning platforms put each student's upload in a folder
        return _read_zip(zips[0])
    if not members and zips:
        return _read_zips(zips)
    contents = _read_all(members)
    contents.notes[:0] = notes
    contents.add_others(others)
    contents.notes += [
        f"{one_line(file.name, 120)} was left out: a zip is read only if it is the only file; unpack it."
        for file in zips
    ]
    return contents


def _read_zip(path: Path) -> Contents:
    from grader.submissions import zips  # imports zipfile, which few submissions need

    with zips.open_zip(path) as opened:
        members = zips.find_zipped_files(opened)
        contents = _read_all(members)
    contents.add_others([member.path for member in members if not is_wanted(member.path)])
    return contents


def _read_zips(paths: list[Path]) -> Contents:
    """Read several zips, each as a folder of its name; one that cannot be read costs only itself."""
    from grader.submissions import zips  # as above

    members: list[SourceFile] = []
    notes = []
    latest_first, _ = order_versions([path.name for path in paths], {})
    with contextlib.ExitStack() as stack:
        for path in sorted(paths, key=lambda path: latest_first.index(path.name))[:MAX_ZIPS]:
            try:
                members += zips.find_zipped_files(stack.enter_context(zips.open_zip(path)), f"{path.name}/")
            except SubmissionError as error:
                notes.append(str(error))
        contents = _read_all(members)
    if len(paths) > MAX_ZIPS:
        notes.insert(0, f"There are more than {MAX_ZIPS} zips, so some were left out; hand in only the latest.")
    contents.notes[:0] = notes
    contents.add_others([member.path for member in members if not is_wanted(member.path)])
    return contents


def _on_disk(path: Path, name: str, fault: str = "") -> SourceFile:
    def read(limit: int) -> bytes:
        with open_regular(path) as file:
            return file.read(limit)

    # macOS decomposes umlauts in file names; imports in the source use the composed form.
    return SourceFile(unicodedata.normalize("NFC", name), read, fault)


def _read_all(members: Iterable[SourceFile]) -> Contents:
    contents = Contents()
    total_bytes = 0
    for member in _sort([member for member in members if is_wanted(member.path)]):
        try:
            contents.files[member.path] = _read(member, contents.files, total_bytes)
        except ValueError as reason:
            contents.notes.append(f"{one_line(member.path, 120)} was left out: {one_line(str(reason), 200)}.")
            continue
        contents.saved[member.path] = member.saved
        total_bytes += len(contents.files[member.path])
    return contents


def _sort(members: list[SourceFile]) -> list[SourceFile]:
    """Sort files by depth, those of the latest attempt first, so that limits cost older attempts."""
    ranks = rank_paths(find_attempts({m.path: m.saved for m in members}), [m.path for m in members])
    return sorted(members, key=lambda member: (ranks.get(member.path, 0), depth_first(member.path)))


def _read(member: SourceFile, files: dict[str, bytes], total_bytes: int) -> bytes:
    """Return the bytes of a file; read at most one byte over its limit.

    Raises:
        ValueError: the file must be left out; the text is the reason.
    """
    if member.fault:
        raise ValueError(member.fault)
    if not member.path.isprintable():
        raise ValueError("its name has unprintable characters; rename it")
    if len(member.path) > MAX_PATH_CHARS:
        raise ValueError(f"its path has more than {MAX_PATH_CHARS} characters; shorten it")
    if member.path in files:
        raise ValueError("another file has the same name; rename or remove one of them")
    if len(files) >= MAX_FILES:
        raise ValueError(f"there are more than {MAX_FILES} files; hand in only your own")
    limit = MAX_BYTES[PurePosixPath(member.path).suffix.lower()]
    try:
        data = member.read(limit + 1)
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from None
    if len(data) > limit:
        raise ValueError(f"it has more than {limit} bytes; remove data or outputs from it")
    if total_bytes + len(data) > MAX_TOTAL_BYTES:
        raise ValueError(f"with it the files have more than {MAX_TOTAL_BYTES} bytes; hand in only your own files")
    return data
