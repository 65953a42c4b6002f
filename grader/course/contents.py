"""What a course's files contain, and hashes of it: of the whole course, and of what one exercise depends on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from grader.course.mistakes import merge_entries
from grader.course.overlay import MISTAKES, SETTINGS, Layers, merge_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_contents(layers: Layers) -> dict[str, bytes]:
    """Return what all Python and TOML files of the course contain, by path, without the seed.

    An overlay contains what the course contains that it makes with what it extends.
    """
    found = layers.find_files().items()
    return {name: _read_merged(layers, name, path) for name, path in found if path.suffix in (".py", ".toml")}


def hash_contents(contents: Mapping[str, bytes]) -> str:
    """Hash the contents of files and their paths; without the seed, which could be guessed from the hash."""
    digest = hashlib.sha256()
    for name, data in contents.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def hash_exercise(contents: Mapping[str, bytes], folder: Path) -> str:
    """Hash what an exercise may import: its own folder, and that of its reference."""
    places = f"assignments/{folder.parent.name}/{folder.name}/", f"reference/{folder.parent.name}/"
    return hash_contents({name: data for name, data in contents.items() if name.startswith(places)})


def _read_merged(layers: Layers, name: str, path: Path) -> bytes:
    """Return the contents of a file; of those that an overlay merges, the values, so that layout does not count."""
    if name == SETTINGS:
        return msgspec.json.encode(merge_settings(layers), order="sorted")
    if path.name == MISTAKES:
        return msgspec.json.encode(merge_entries(layers.find_all(name)))  # in their order, in which they are tried
    return path.read_bytes()
