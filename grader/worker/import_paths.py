"""Resolves the imports of a submission to its files, as Python would on the student's machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The file to run for an import; `path` is empty for a folder without an `__init__.py`."""

    path: str
    is_package: bool


class Paths:
    """Finds the file for an import.

    `find_near` searches the main file's folder and the top of the submission, where a script's own modules are:
    these come before the standard library. `find_far` searches everywhere else, after the standard library. A package
    comes before a module of the same name, and a folder without `__init__.py` after both.
    """

    def __init__(self, paths: list[str], main: str) -> None:
        by_depth = sorted(paths, key=lambda path: (path.count("/"), path))
        self._paths = {_importable(path): path for path in reversed(by_depth)}
        self._folders = {folder for path in self._paths for folder in _parents(path)}
        beside = _importable(main).rpartition("/")[0]
        self._bases = list(dict.fromkeys((beside, "")))
        self._by_suffix = {suffix: path for path in map(_importable, reversed(by_depth)) for suffix in _suffixes(path)}

    @property
    def near_names(self) -> set[str]:
        """The names of the modules in the main file's folder and at the top."""
        files = {name.removesuffix("/__init__.py").removesuffix(".py") for name in self._paths}
        return {name.rpartition("/")[2] for name in files if name.rpartition("/")[0] in self._bases}

    def find_near(self, fullname: str) -> Found | None:
        """Find a module or package in the main file's folder or at the top."""
        for base in self._bases:
            name = f"{base}/{fullname.replace('.', '/')}".lstrip("/")
            for suffix, is_package in (("/__init__.py", True), (".py", False)):
                if name + suffix in self._paths:
                    return Found(self._paths[name + suffix], is_package)
        return None

    def find_far(self, fullname: str) -> Found | None:
        """Find a namespace package in the main file's folder or at the top, or any match at any depth."""
        name = fullname.replace(".", "/")
        if any(f"{base}/{name}".lstrip("/") in self._folders for base in self._bases):
            return Found("", is_package=True)
        for suffix, is_package in (("/__init__.py", True), (".py", False)):
            if name + suffix in self._by_suffix:
                return Found(self._paths[self._by_suffix[name + suffix]], is_package)
        is_folder = any(name in _suffixes(folder) for folder in self._folders)
        return Found("", is_package=True) if is_folder else None


def to_package(path: str) -> str:
    """Return the dotted name of a file's folder, for relative imports."""
    return _importable(path).rpartition("/")[0].replace("/", ".")


def _importable(path: str) -> str:
    """Replace dots in folder names, which no import can name: `hw-3.1/a.py` becomes `hw-3_1/a.py`."""
    folder, slash, name = path.rpartition("/")
    return folder.replace(".", "_") + slash + name


def _suffixes(path: str) -> list[str]:
    """Return `a/b/c.py`, `b/c.py` and `c.py`."""
    parts = path.split("/")
    return ["/".join(parts[i:]) for i in range(len(parts))]


def _parents(path: str) -> list[str]:
    """Return `a/b` and `a` for `a/b/c.py`."""
    return [path[:i] for i, character in enumerate(path) if character == "/"]
