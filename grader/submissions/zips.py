"""Reads the files of a zip without unpacking it to disk.

A zip is untrusted: paths may point outside it, sizes in its headers may be wrong, and it may be a zip bomb. No member
is unpacked beyond the limit on its size.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from grader.errors import SubmissionError
from grader.submissions.installed import find_installed_paths
from grader.submissions.source_file import LINK, NOT_REGULAR, SourceFile, is_wanted, open_regular, to_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.submissions.versions import Time

MAX_ZIP_BYTES = 100_000_000
MAX_MEMBERS = 5_000
# A name can have 65,535 characters, and each of its folders is looked at; no longer one is ever read.
MAX_NAME_CHARS = 1_000
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LAST = (2107, 12, 31, 23, 59, 58)
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_ENTRY = b"PK\1\2"
# zipfile unpacks the other methods block by block without a bound, and no system uses them by default.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NOT_A_ZIP = "File is not a zip file"  # zipfile's words, which add nothing
# Exceptions of the standard library for damaged or unsupported zips.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, RuntimeError, OSError, ValueError)


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; damage that is found while it is open raises SubmissionError, too.

    Raises:
        SubmissionError: it is too large, damaged, or not a zip; or it is a link or a second name of a file.
    """
    try:
        opened = open_regular(path)
    except ValueError as reason:
        raise SubmissionError(f"{to_name(path)} was not read: {reason}.") from None
    except OSError as error:
        why = LINK if error.errno == errno.ELOOP else error.strerror
        raise SubmissionError(f"{to_name(path)} cannot be read: {why}.") from None
    try:
        with opened as file:
            _check_size(path, file)
            with zipfile.ZipFile(file) as archive:
                yield archive
    except SubmissionError:
        raise
    except _DAMAGED as error:
        why = "" if str(error) == _NOT_A_ZIP else f": {error}"
        raise SubmissionError(f"{to_name(path)} is damaged or not a zip{why}. Make the zip again.") from None


def _check_size(path: Path, file: BinaryIO) -> None:
    """Reject a zip that would be slow to open: each entry of its directory becomes an object.

    Raises:
        SubmissionError: the zip or its directory is too large.
    """
    if os.fstat(file.fileno()).st_size > MAX_ZIP_BYTES:
        raise SubmissionError(
            f"{to_name(path)} has more than {MAX_ZIP_BYTES} bytes; hand in only the .py and .ipynb files."
        )
    entries = 0
    while block := file.read(1 << 20):  # an entry across two blocks is missed, which does no harm
        entries += block.count(_ENTRY)
    if entries > 2 * MAX_MEMBERS:
        raise SubmissionError(
            f"{to_name(path)} holds more than {MAX_MEMBERS} files; hand in only your own, without venv or node_modules."
        )
    file.seek(0)


def find_zipped_files(archive: zipfile.ZipFile, folder: str = "") -> list[SourceFile]:
    """Return the files of a zip, as if it were unpacked in `folder`, without those of installed packages.

    Those that must not be read have a `fault`.

    Raises:
        SubmissionError: it holds too many files, or a source that needs a password.
    """
    installed = find_installed_paths(map(_name, archive.infolist()))
    infos = [info for info in archive.infolist() if not info.is_dir() and _name(info) not in installed]
    name = to_name(Path(str(archive.filename)))
    if len(infos) > MAX_MEMBERS:
        raise SubmissionError(f"{name} holds more than {MAX_MEMBERS} files; hand in only your own.")
    members = [_to_member(archive, info, folder) for info in infos]
    wanted = [info for info, member in zip(infos, members, strict=True) if is_wanted(member.path)]
    if any(info.flag_bits & _ENCRYPTED for info in wanted):
        raise SubmissionError(f"{name} is encrypted. Make the zip again without a password.")
    return members


def find_packages(archive: zipfile.ZipFile, folder: str = "") -> list[str]:
    """Return the paths of installed packages in a zip."""
    return [f"{folder}{place}" for place in find_installed_paths(map(_name, archive.infolist())).values()]


def _to_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: str) -> SourceFile:
    def read(limit: int) -> bytes:
        try:
            with archive.open(info) as file:
                return file.read(limit)
        except _DAMAGED as error:
            if not folder:  # the only zip is damaged
                raise
            raise ValueError(f"the zip is damaged: {error}") from None

    if len(info.filename) > MAX_NAME_CHARS:
        half = MAX_NAME_CHARS // 2
        shown = f"{info.filename[:half]}…{info.filename[-half:]}"
        return SourceFile(folder + shown, read, f"its path has more than {MAX_NAME_CHARS} characters; shorten it")
    path = _name(info)
    return SourceFile(folder + path, read, _find_fault(info, path), _time(info))


def _time(info: zipfile.ZipInfo) -> Time:
    """Return the local time at which a file was saved; the earliest that a zip can hold means that it is unknown."""
    return info.date_time if info.date_time > _NO_TIME else ()


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's path; macOS writes UTF-8 without setting the flag, which zipfile decodes as cp437."""
    name = info.filename
    if len(name) > MAX_NAME_CHARS:
        return name
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part != ".")


def _find_fault(info: zipfile.ZipInfo, path: str) -> str:
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or ":" in parts[0]:
        return "its path leads out of the zip; make the zip again"
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return NOT_REGULAR
    if info.compress_type not in _METHODS:
        return "its compression method is not supported; use your system's own zip program"
    return ""


_ONE_DAY = (2020, 2, 2, 0, 0, 0)  # a fixed date keeps the bytes of a zip reproducible


def to_zip(files: Mapping[str, bytes], folder: str, saved: Mapping[str, Time] | None = None) -> bytes:
    """Return a zip that holds the files in one folder; the same files and times give the same bytes.

    Args:
        saved: when each file was saved, to the second, if a zip should tell; it can tell the years 1980 to 2107.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            year, month, day, hour, minute, second = min(max((saved or {}).get(name, _ONE_DAY), _NO_TIME), _LAST)
            time = (year, month, day, hour, minute, second)
            info = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, time)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
