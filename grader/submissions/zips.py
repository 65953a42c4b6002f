"""Reads the files of a zip without unpacking it to disk.

A zip is written by somebody else's program or hand: names may lead out of a folder, sizes in its header may
be wrong, and little may unpack to much. Only the bytes that may be kept are ever unpacked.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from grader.errors import SubmissionError
from grader.submissions.source_file import NOT_REGULAR, SourceFile, is_wanted, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_ZIP_BYTES = 100_000_000
MAX_MEMBERS = 5_000
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_ENTRY = b"PK\1\2"
# The others unpack a block as a whole, however large it gets, and no system makes them by default.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library raises on zips that are damaged or of a kind it does not know.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, RuntimeError, OSError, ValueError)


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; whatever is found to be damaged in it while it is open is said in one way.

    Raises:
        SubmissionError: it is too large, damaged, or not a zip.
    """
    try:
        with open_regular(path) as file:
            _check_size(path, file)
            with zipfile.ZipFile(file) as archive:
                yield archive
    except SubmissionError:
        raise
    except _DAMAGED as error:
        raise SubmissionError(f"{path} is damaged or not a zip: {error}. Make the zip again.") from None


def _check_size(path: Path, file: BinaryIO) -> None:
    """Refuse a zip that would take long to open: each entry of its directory becomes an object.

    Raises:
        SubmissionError: it is too large, or its directory may be.
    """
    if os.fstat(file.fileno()).st_size > MAX_ZIP_BYTES:
        raise SubmissionError(f"{path} has more than {MAX_ZIP_BYTES} bytes; hand in the .py and .ipynb files only.")
    entries = 0
    while block := file.read(1 << 20):  # one that lies across two blocks does no harm
        entries += block.count(_ENTRY)
    if entries > 2 * MAX_MEMBERS:
        raise SubmissionError(f"{path} holds more than {MAX_MEMBERS} files; hand in your own only.")
    file.seek(0)


def find_zipped_files(archive: zipfile.ZipFile) -> list[SourceFile]:
    """Return the files of a zip; those that must not be read carry the reason.

    Raises:
        SubmissionError: it holds too many files, or one that needs a password.
    """
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise SubmissionError(f"{archive.filename} holds more than {MAX_MEMBERS} files; hand in your own only.")
    members = [_to_member(archive, info) for info in infos]
    wanted = [info for info, member in zip(infos, members, strict=True) if is_wanted(member.path)]
    if any(info.flag_bits & _ENCRYPTED for info in wanted):
        raise SubmissionError(f"{archive.filename} is encrypted. Make the zip again without a password.")
    return members


def _to_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> SourceFile:
    def read(limit: int) -> bytes:
        with archive.open(info) as file:
            return file.read(limit)

    path = _name(info)
    return SourceFile(path, read, _find_fault(info, path))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; macOS writes UTF-8 without saying so, which zipfile takes for the DOS alphabet."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part != ".")


def _find_fault(info: zipfile.ZipInfo, path: str) -> str:
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or ":" in parts[0]:
        return "its name leads out of the zip"
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "it is a link"
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return NOT_REGULAR
    if info.compress_type not in _METHODS:
        return "it is compressed in a way that is not read; use the system's own zip"
    return ""


_ONE_DAY = (2020, 2, 2, 0, 0, 0)  # the same bytes whenever a zip is written


def to_zip(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return a zip of the files in one folder; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, _ONE_DAY)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
