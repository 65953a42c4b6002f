"""Tells installed packages from a student's work: virtual environments and the folders of package managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MAX_TOLD = 5
# No longer path is ever read, and each of its folders would be looked at.
MAX_PATH_CHARS = 300
_PACKAGES = frozenset(("site-packages", "dist-packages", "node_modules"))
_ENVIRONMENTS = frozenset(("venv", "virtualenv"))
# Each environment has one of these at its top.
_MARKS = frozenset(("pyvenv.cfg", "conda-meta"))
# A student's files may be next to these, since some editors make the environment in the project's folder.
_PARTS = frozenset(("bin", "dlls", "etc", "include", "lib", "lib64", "libs", "pkgs", "scripts", "share", "tcl"))


def find_installed(folder: str, name: str, neighbours: Collection[str]) -> str:
    """Return the path of the installed packages if the folder `name` belongs to them, else an empty string.

    Args:
        folder: the folder that it is in: empty, or ending with a slash.
        neighbours: the names in that folder.
    """
    if name.casefold() in _PACKAGES:
        return f"{folder}{name}"
    own_name = folder.rstrip("/").rpartition("/")[2].casefold()
    is_environment = own_name in _ENVIRONMENTS or not _MARKS.isdisjoint(neighbours)
    return (folder.rstrip("/") or name) if is_environment and name.casefold() in _PARTS else ""


def find_installed_paths(paths: Iterable[str]) -> dict[str, str]:
    """Return the files among these paths that belong to installed packages, each with the path of the packages."""
    split = {path: _split(path) for path in paths if len(path) <= MAX_PATH_CHARS}
    children: dict[str, set[str]] = {}
    for pairs in split.values():
        for folder, name in pairs:
            children.setdefault(folder, set()).add(name)
    found = {
        path: next(filter(None, (find_installed(folder, name, children[folder]) for folder, name in pairs[:-1])), "")
        for path, pairs in split.items()
    }
    return {path: place for path, place in found.items() if place}


def _split(path: str) -> list[tuple[str, str]]:
    """Return each name in a path with the folder that it is in."""
    starts = [0, *(i + 1 for i, character in enumerate(path) if character == "/")]
    return [(path[:start], path[start:].partition("/")[0]) for start in starts]


def tell_installed(places: Iterable[str]) -> list[str]:
    """Return notes on installed packages that were left out, one for each environment."""
    different = list(dict.fromkeys(places))
    notes = [f"{one_line(place, 120)} was left out: it holds installed packages." for place in different[:MAX_TOLD]]
    more = len(different) - MAX_TOLD
    return [*notes, f"{more} more such folders were left out."] if more > 0 else notes
