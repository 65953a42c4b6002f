"""Reads the files of a submission as bytes, within limits, from a folder, a zip or a single file.

`read_files` -> `find_source_files` (or `find_zipped_files`) -> `_read`. Files are found at any depth, so the extra top
folder of a zip makes no difference.
"""

from __future__ import annotations

import contextlib
import errno
import os
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from grader.errors import SubmissionError
from grader.submissions.attempts import find_attempts, rank_paths
from grader.submissions.installed import find_installed, tell_installed
from grader.submissions.source_file import (
    LINK,
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
ZIP_LEFT_OUT = "a zip is read only if it is the only file; unpack it"
ZIP_IN_ZIP = "a zip in a zip is not read; unpack it"


@dataclass(slots=True)
class Contents:
    """The sources of a submission by path, nearest to the top first.

    Attributes:
        notes: notes on files that were left out.
        asides: notes on what is not the student's work, to be told last.
        saved: when each file was saved, if that is known.
        others: names of files that are no sources.
        zips: paths of zips that were left out.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    saved: dict[str, Time] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    zips: list[str] = field(default_factory=list)

    def add_others(self, paths: list[str]) -> None:
        """Add the names of files that are no sources, with notes on those that seem to be sources."""
        self.others += [path for path in sorted(paths, key=depth_first) if not is_hidden(path)][:MAX_OTHERS]
        self.notes += filter(None, map(explain_unread, sorted(paths, key=depth_first)))

    def add_zips(self, paths: Iterable[str], why: str) -> None:
        """Add zips that were left out, with notes on the first of them."""
        found = sorted((path for path in paths if is_zip(path)), key=depth_first)
        self.zips += found
        self.notes += [f"{one_line(path, 120)} was left out: {why}." for path in found[:MAX_ZIPS]]


def is_zip(path: str) -> bool:
    """Whether a file is a zip by its name, and not hidden."""
    return path.lower().endswith(".zip") and not is_hidden(path)


class Listing(NamedTuple):
    """The files of a folder by kind.

    Attributes:
        zips: their paths in the folder.
        notes: notes on entries that were skipped.
        others: paths of files that are neither sources nor zips.
        installed: paths of installed packages, which were not searched.
    """

    members: list[SourceFile]
    zips: list[str]
    notes: list[str]
    others: list[str]
    installed: list[str]


def read_files(path: Path, *, follows_link: bool = True) -> tuple[dict[str, bytes], list[str]]:
    """Return the files and the notes of `read_contents`."""
    contents = read_contents(path, follows_link=follows_link)
    return contents.files, [*contents.notes, *contents.asides]


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
        why = LINK if error.errno == errno.ELOOP else error.strerror
        raise SubmissionError(f"{to_name(path)} cannot be read: {why}.") from None


def _read_any(path: Path) -> Contents:
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        what = "is neither a folder nor a file" if path.exists() else "does not exist"
        what = "does not exist: it is a link that leads back to itself or to nothing" if path.is_symlink() else what
        raise SubmissionError(
            f"{to_name(path)} {what}: a submission is a folder, a .py or .ipynb file, or a .zip of these."
        )
    if path.suffix.lower() == ".zip":
        return _read_zip(path)
    if path.suffix.lower() in MAX_BYTES:
        return _read_all([_on_disk(path, path.name)])
    raise SubmissionError(f"{to_name(path)} is not a folder or a .py, .ipynb or .zip file.")


def find_source_files(root: Path) -> Listing:
    """List the files below a folder.

    At most about `MAX_ENTRIES` entries are searched, those nearest to the top first. Hidden folders, installed packages
    and folders whose path is too long for any readable file are not entered.
    """
    found = Listing([], [], [], [], [])
    folders, left = deque([""]), MAX_ENTRIES
    while folders and left >= 0:
        folder = folders.popleft()
        entries = _list(root, folder)
        left -= len(entries)
        names = {name for name, _, _ in entries}
        for name, is_folder, is_regular in entries[:MAX_ENTRIES]:
            path = folder + name
            if is_folder and (installed := find_installed(folder, name, names)):
                found.installed.append(installed)
            elif is_folder and is_wanted(f"{path}/x.py") and len(path) < MAX_PATH_CHARS:
                folders.append(f"{path}/")
            _add(found, root, path, is_folder=is_folder, is_regular=is_regular)
    if left < 0:
        found.notes.append(
            f"There are more than {MAX_ENTRIES} files and folders, so some were skipped; hand in only your own."
        )
    return found


def _add(found: Listing, root: Path, path: str, *, is_folder: bool, is_regular: bool) -> None:
    """Add an entry of a folder to the list of its kind."""
    if is_wanted(path):
        found.members.append(_on_disk(root / path, path, "" if is_regular else NOT_REGULAR))
    elif is_zip(path) and not is_folder:
        if is_regular:
            found.zips.append(path)
        elif "/" not in path:
            found.notes.append(f"{one_line(path, 120)} was left out: {NOT_REGULAR}.")
    elif is_regular:
        found.others.append(path)


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
    """Read a folder; its zips only if there is nothing else, since platforms put a student's upload in a folder."""
    listing = find_source_files(path)
    if listing.zips and not listing.members:
        one = len(listing.zips) == 1
        contents = _read_zip(path / listing.zips[0]) if one else _read_zips(path, listing.zips)
    else:
        contents = _read_all(listing.members)
    contents.notes[:0] = listing.notes
    contents.add_others(listing.others)
    contents.asides += tell_installed(listing.installed)
    if listing.members:
        contents.add_zips(listing.zips, ZIP_LEFT_OUT)
    return contents


def _read_zip(path: Path) -> Contents:
    from grader.submissions import zips  # imports zipfile, which few submissions need

    with zips.open_zip(path) as opened:
        members = zips.find_zipped_files(opened)
        contents = _read_all(members)
        contents.asides += tell_installed(zips.find_packages(opened))
    contents.add_zips((member.path for member in members), ZIP_IN_ZIP)
    contents.add_others([member.path for member in members if not is_wanted(member.path)])
    return contents


def _read_zips(root: Path, paths: list[str]) -> Contents:
    """Read several zips, each as a folder of its name; one that cannot be read costs only itself."""
    from grader.submissions import zips  # as above

    members: list[SourceFile] = []
    installed: list[str] = []
    notes: list[str] = []
    latest_first, _ = order_versions(paths, {})
    with contextlib.ExitStack() as stack:
        for path in latest_first[:MAX_ZIPS]:
            try:
                opened = stack.enter_context(zips.open_zip(root / path))
                members += zips.find_zipped_files(opened, f"{path}/")
                installed += zips.find_packages(opened, f"{path}/")
            except SubmissionError as error:
                notes.append(str(error))
        contents = _read_all(members)
    if len(paths) > MAX_ZIPS:
        notes.insert(0, f"There are more than {MAX_ZIPS} zips, so some were left out; hand in only the latest.")
    contents.notes[:0] = notes
    contents.add_zips((member.path for member in members), ZIP_IN_ZIP)
    contents.add_others([member.path for member in members if not is_wanted(member.path)])
    contents.asides += tell_installed(installed)
    return contents


def _on_disk(path: Path, name: str, fault: str = "") -> SourceFile:
    def read(limit: int) -> bytes:
        with open_regular(path) as file:
            return file.read(limit)

    # macOS decomposes umlauts in file names; imports in the source use the composed form.
    return SourceFile(unicodedata.normalize("NFC", name), read, fault)


def _read_all(members: Iterable[SourceFile]) -> Contents:
    contents = Contents()
    total_bytes, too_many = 0, list[str]()
    for member in _sort([member for member in members if is_wanted(member.path)]):
        if len(contents.files) >= MAX_FILES:
            too_many.append(member.path)
            continue
        try:
            contents.files[member.path] = _read(member, contents.files, total_bytes)
        except ValueError as reason:
            contents.notes.append(f"{one_line(member.path, 120)} was left out: {one_line(str(reason), 200)}.")
            continue
        contents.saved[member.path] = member.saved
        total_bytes += len(contents.files[member.path])
    if too_many:
        first, more = one_line(too_many[0], 120), len(too_many) - 1
        which = f"{first} and {more} more were" if more else f"{first} was"
        contents.asides.append(f"{which} left out: there are more than {MAX_FILES} files; hand in only your own.")
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
    suffix = PurePosixPath(member.path).suffix.lower()
    limit = MAX_BYTES[suffix]
    try:
        data = member.read(limit + 1)
    except OSError as error:
        raise ValueError(LINK if error.errno == errno.ELOOP else f"it cannot be read: {error.strerror}") from None
    if len(data) > limit and suffix == ".ipynb":
        raise ValueError(f"it has more than {limit // 10**6} MB; clear its outputs, or remove data, and save it again")
    if len(data) > limit:
        raise ValueError(f"it has more than {limit} bytes; remove data or outputs from it")
    if total_bytes + len(data) > MAX_TOTAL_BYTES:
        raise ValueError(f"with it the files have more than {MAX_TOTAL_BYTES} bytes; hand in only your own files")
    return data
