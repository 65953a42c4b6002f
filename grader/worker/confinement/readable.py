"""What a worker may read: the standard library and NumPy, and none of the other packages installed beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# Beside NumPy or inside the standard library's folder: what is installed there is no business of a worker's.
_OTHER_PACKAGES = ("site-packages", "dist-packages")
# Parts of the standard library that need a system library. They are loaded in the fork server, and so need not be
# read from the system's folders by a worker, which may not.
_WITH_SYSTEM_LIBRARIES = ("_bz2", "_ctypes", "_decimal", "_hashlib", "_lzma", "pyexpat", "zlib")


@dataclass(frozen=True, slots=True)
class Readable:
    """Files and folders that may be read, and folders of which only the contents may be listed.

    The import system lists the standard library's folder again when it has changed.
    """

    paths: tuple[str, ...]
    listed: tuple[str, ...]


def find_readable(numpy_folder: str) -> Readable:
    """Return what a worker needs; `numpy_folder` is the one that NumPy is installed in."""
    library = list(filter(os.path.exists, sys.path))
    paths = [os.path.join(numpy_folder, name) for name in ("numpy", "numpy.libs")]
    for path in library:
        paths += _children(path) if os.path.isdir(path) else [path]
    return Readable(tuple(filter(os.path.exists, paths)), tuple(filter(os.path.isdir, library)))


def demand_access(files: Readable) -> None:
    """Make sure that this process, which has given up root's privileges, can read what a worker needs.

    Raises:
        PermissionError: it cannot; students' code would fail where it should not.
    """
    for path in files.paths:
        if not os.access(path, os.R_OK):
            raise PermissionError(
                f"{path} cannot be read without privileges. Run the grader as the owner of its Python."
            )


def load_system_libraries() -> None:
    """Load what would not be found later; a Python built without one of these goes without it."""
    for name in _WITH_SYSTEM_LIBRARIES:
        try:
            __import__(name)
        except ImportError:
            continue


def _children(folder: str) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        if name not in _OTHER_PACKAGES:
            yield os.path.join(folder, name)
