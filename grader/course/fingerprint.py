"""Hashes of what a course's files contain: of the whole course, and of what one exercise depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from grader.course import cache
from grader.course.mistakes import merge_entries
from grader.course.overlay import MISTAKES, SETTINGS, Layers, merge_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


PREFIX = "course-"  # of the name of a cached hash


@dataclass(frozen=True, slots=True)
class Contents:
    """What all Python and TOML files of a course contain as they are written, by layer and path, without the seed."""

    files: tuple[tuple[tuple[str, bytes], ...], ...]

    def hash_exercise(self, folder: Path) -> str:
        """Hash what an exercise may import: its own folder, and that of its reference."""
        places = f"assignments/{folder.parent.name}/{folder.name}/", f"reference/{folder.parent.name}/"
        kept = ([(name, data) for name, data in layer if name.startswith(places)] for layer in self.files)
        return "".join(map(_digest, kept))


def read_contents(layers: Layers) -> Contents:
    """Read all Python and TOML files of a course, and of those that it extends."""
    plain = (Layers((root,)) for root in layers.roots)
    return Contents(tuple(tuple((name, path.read_bytes()) for name, path in _find_hashed(one)) for one in plain))


def hash_course(layers: Layers, contents: Contents) -> str:
    """Hash all Python and TOML files of the course, without the seed, which could be guessed from the hash.

    An overlay has the hash of the course that it makes with what it extends. Reading TOML takes longer than all else,
    so this hash is cached under that of the files as they are written.

    Raises:
        CourseError: a file is no TOML.
    """
    folder, key = cache.find_folder(), PREFIX + cache.to_key(*map(_digest, contents.files))
    cached = cache.load_cached(folder, key)
    if cached is not None:
        return cached.decode()
    found = _digest((name, _read_merged(layers, name, path)) for name, path in _find_hashed(layers))
    if read_contents(layers) == contents:  # nobody saved a file in the meantime
        cache.save_cached(folder, key, found.encode())
    return found


def _find_hashed(layers: Layers) -> Iterator[tuple[str, Path]]:
    return ((name, path) for name, path in layers.find_files().items() if PurePath(name).suffix in (".py", ".toml"))


def _digest(contents: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, data in contents:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _read_merged(layers: Layers, name: str, path: Path) -> bytes:
    """Return the contents of a file; of those that an overlay merges, the values, so that layout does not count."""
    if name == SETTINGS:
        return msgspec.json.encode(merge_settings(layers), order="sorted")
    if path.name == MISTAKES:
        return msgspec.json.encode(merge_entries(layers.find_all(name)))  # in their order, in which they are tried
    return path.read_bytes()
