"""Keeps what a course's checks were recorded as between runs: drawing inputs takes seconds, reading them does not.

One file for each exercise, named by a hash of everything it depends on, in a folder that is private to the
user. A file that is damaged, or cannot be read or written, is as good as none. Workers cannot read it where
files are closed to them, and are told nothing of it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from grader.script import Script

if TYPE_CHECKING:
    from collections.abc import Mapping

Recording: TypeAlias = tuple[tuple[bytes, ...], Script]

MAX_FILES = 200
_DIGEST_BYTES = 32


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    """A recording as it is on disk."""

    cases: tuple[bytes, ...]
    questions: tuple[tuple[str, bytes], ...]
    requests: tuple[bytes, ...]
    replies: tuple[bytes, ...]
    asked: tuple[tuple[int, ...], ...]
    settled: tuple[bool, ...]


_DECODER = msgspec.msgpack.Decoder(dict[str, _Stored])


def find_folder() -> Path:
    """Return the folder of the cache, which may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    return Path(base).expanduser() / "grader"


def to_key(*parts: str) -> str:
    """Return the name of the file for what depends on `parts`, this grader, Python, NumPy and Hypothesis."""
    versions = [platform.python_version(), platform.machine(), version("numpy"), version("hypothesis"), _own_hash()]
    return hashlib.sha256("\0".join([*parts, *versions]).encode()).hexdigest()


def load_recordings(folder: Path, key: str) -> dict[str, Recording]:
    """Return the recordings kept under a key, by the check's id; none if there is no sound file."""
    if not _is_private(folder):
        return {}
    try:
        data = (folder / key).read_bytes()
        digest, payload = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        if hashlib.sha256(payload).digest() != digest:
            return {}
        stored = _DECODER.decode(payload)
    except (OSError, msgspec.MsgspecError):
        return {}
    return {
        name: (item.cases, Script(item.questions, item.requests, item.replies, item.asked, item.settled))
        for name, item in stored.items()
    }


def save_recordings(folder: Path, key: str, recordings: Mapping[str, Recording]) -> None:
    """Keep recordings under a key; where that cannot be done, they are drawn again next time."""
    stored = {
        name: _Stored(cases, script.questions, script.requests, script.replies, script.asked, script.settled)
        for name, (cases, script) in recordings.items()
    }
    payload = msgspec.msgpack.encode(stored)
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_private(folder):
            _write(folder / key, hashlib.sha256(payload).digest() + payload)
            _remove_oldest(folder)


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step, so that another process never reads half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # for the user's eyes only, by its own account
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_oldest(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[MAX_FILES:]:
        path.unlink(missing_ok=True)


def _is_private(folder: Path) -> bool:
    """Whether the folder belongs to this user alone: what is read from it says what passes."""
    try:
        status = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):  # Windows, where a user's folders are private
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


@functools.cache
def _own_hash() -> str:
    """Hash the grader's own source: a version number does not change while it is worked on."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
