"""The hash of a course, by which its recordings are found, and reports of the same course can be told."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from grader.course import cache
from grader.course.mistakes import merge_entries
from grader.course.overlay import MISTAKES, SETTINGS, Layers, merge_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def hash_course(layers: Layers) -> str:
    """Hash all Python and TOML files of the course, without the seed, which could be guessed from the hash.

    An overlay has the hash of the course that it makes with what it extends. Reading TOML takes longer than all else,
    so this hash is cached under that of the files as they are written.

    Raises:
        CourseError: a file is no TOML.
    """
    folder, key = cache.find_folder(), _to_key(layers)
    cached = cache.load_cached(folder, key)
    if cached is not None:
        return cached.decode()
    found = _digest((name, _read_merged(layers, name, path)) for name, path in _find_hashed(layers))
    if _to_key(layers) == key:  # nobody saved a file in the meantime
        cache.save_cached(folder, key, found.encode())
    return found


def _to_key(layers: Layers) -> str:
    plain = (Layers((root,)) for root in layers.roots)
    return cache.to_key("course", *(_digest((name, p.read_bytes()) for name, p in _find_hashed(one)) for one in plain))


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
