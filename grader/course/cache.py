"""Caches the recordings of a course on disk, since drawing inputs takes seconds.

There are two files per exercise, each named by a hash of everything it depends on, in a folder that is private to the
user.
A file that is damaged, or cannot be read or written, is ignored. Workers cannot read the cache where Landlock or
namespaces confine them, and are not told where it is.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from grader.packages import find_version

try:
    import fcntl
except ImportError:  # Windows, where nobody grades
    fcntl = None  # type: ignore[assignment]  # asked for before it is used

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILES = 400
_DIGEST_BYTES = 32


def find_folder() -> Path:
    """Return the cache folder, which may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    try:
        return Path(base).expanduser() / "grader"
    except RuntimeError:  # a user without a home directory, e.g. in a container
        return Path(tempfile.gettempdir()) / f"grader-{os.getuid()}"


def to_key(*parts: str) -> str:
    """Return the file name for data that depends on `parts`, this grader, Python, NumPy and Hypothesis."""
    return hashlib.sha256("\0".join([*parts, *_versions()]).encode()).hexdigest()


def load_cached(folder: Path, key: str) -> bytes | None:
    """Return the payload cached under a key; None if there is no intact file."""
    if not _is_private(folder):
        return None
    try:
        data = (folder / key).read_bytes()
    except OSError:
        return None
    digest, payload = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return payload if hashlib.sha256(payload).digest() == digest else None


def is_cached(folder: Path, key: str) -> bool:
    """Whether there is a file for a key, intact or not."""
    return _is_private(folder) and (folder / key).is_file()


def save_cached(folder: Path, key: str, payload: bytes) -> None:
    """Cache a payload under a key; do nothing if the file cannot be written."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_private(folder):
            _write(folder / key, hashlib.sha256(payload).digest() + payload)
            _remove_oldest(folder)


@contextlib.contextmanager
def locked(folder: Path, key: str) -> Iterator[None]:
    """Let one process at a time make what is cached under a key; where no file can be locked, several may."""
    path = folder / f"{key}.lock"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = path.open("wb") if fcntl is not None and _is_private(folder) else None
    except OSError:
        file = None
    if file is None:
        yield
        return
    with file:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)  # those who wait hold it open; who comes later finds what was made


def _write(path: Path, data: bytes) -> None:
    """Write a file atomically, so another process never reads half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")  # created with mode 0600
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
    """Whether only this user can access the folder: its contents decide which answers pass."""
    try:
        status = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):  # Windows, where a user's folders are private
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


@functools.cache
def _versions() -> tuple[str, ...]:
    """Return the versions on which cases and answers depend besides the course."""
    packages = map(find_version, ("numpy", "hypothesis"))
    return (platform.python_version(), platform.machine(), *packages, _own_hash())


def _own_hash() -> str:
    """Hash the grader's source, since its version number does not change during development."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
