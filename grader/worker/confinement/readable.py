"""The files that a worker may read: the standard library and NumPy, but no other installed package."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# Folders of installed packages, inside the standard library's folder; a worker must not read them.
_OTHER_PACKAGES = ("site-packages", "dist-packages")
# Modules of the standard library that need a system library. The fork server loads them, since a worker may not read
# the system's folders.
_WITH_SYSTEM_LIBRARIES = ("_bz2", "_ctypes", "_decimal", "_hashlib", "_lzma", "pyexpat", "zlib")


@dataclass(frozen=True, slots=True)
class Readable:
    """Files and folders that may be read, and folders that may only be listed.

    Listing is needed because the import system lists the standard library's folder again when it has changed.
    """

    paths: tuple[str, ...]
    listed: tuple[str, ...]


def find_readable(numpy_folder: str) -> Readable:
    """Return the files that a worker needs; `numpy_folder` is the folder where NumPy is installed."""
    library = list(filter(os.path.exists, sys.path))
    paths = [os.path.join(numpy_folder, name) for name in ("numpy", "numpy.libs")]
    for path in library:
        paths += _children(path) if os.path.isdir(path) else [path]
    return Readable(tuple(filter(os.path.exists, paths)), tuple(filter(os.path.isdir, library)))


def demand_access(files: Readable) -> None:
    """Check that this process, which has dropped root's privileges, can read the files that a worker needs.

    Raises:
        PermissionError: it cannot, so right solutions would fail.
    """
    for path in files.paths:
        if not os.access(path, os.R_OK):
            raise PermissionError(
                f"{path} cannot be read without privileges. Run the grader as the owner of its Python installation."
            )


def load_system_libraries() -> None:
    """Import the modules that a worker could not load later; skip those that this Python was built without."""
    for name in _WITH_SYSTEM_LIBRARIES:
        try:
            __import__(name)
        except ImportError:
            continue


def _children(folder: str) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        if name not in _OTHER_PACKAGES:
            yield os.path.join(folder, name)
