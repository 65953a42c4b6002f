"""Keeps what was recorded of a course between runs: drawing inputs takes seconds, reading them does not.

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

MAX_FILES = 200
_DIGEST_BYTES = 32


def find_folder() -> Path:
    """Return the folder of the cache, which may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    try:
        return Path(base).expanduser() / "grader"
    except RuntimeError:  # a user without a home, as a container may have
        return Path(tempfile.gettempdir()) / f"grader-{os.getuid()}"


def to_key(*parts: str) -> str:
    """Return the name of the file for what depends on `parts`, this grader, Python, NumPy and Hypothesis."""
    return hashlib.sha256("\0".join([*parts, *_versions()]).encode()).hexdigest()


def load_cached(folder: Path, key: str) -> bytes | None:
    """Return what is kept under a key; None if there is no sound file."""
    if not _is_private(folder):
        return None
    try:
        data = (folder / key).read_bytes()
    except OSError:
        return None
    digest, payload = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return payload if hashlib.sha256(payload).digest() == digest else None


def save_cached(folder: Path, key: str, payload: bytes) -> None:
    """Keep bytes under a key; where that cannot be done, they are made again next time."""
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
def _versions() -> tuple[str, ...]:
    """Return what cases and answers depend on beside the course."""
    packages = map(version, ("numpy", "hypothesis"))
    return (platform.python_version(), platform.machine(), *packages, _own_hash())


def _own_hash() -> str:
    """Hash the grader's own source: a version number does not change while it is worked on."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
