"""Finds packages that functions of a notebook's kernel use, and that will be missing when they are graded."""

from __future__ import annotations

import dis
import sys
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from grader.submissions.files import find_source_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_THERE = sys.stdlib_module_names | {"__main__", "grader", "numpy"}


def find_packages(functions: Iterable[object], root: Path) -> list[str]:
    """Return the missing packages that functions use, directly or through other functions of the notebook, sorted.

    Args:
        root: the student's folder, whose own modules will be present.
    """
    found: set[str] = set()
    seen: set[int] = set()
    left = [function for function in functions if isinstance(function, FunctionType)]
    while left:
        function = left.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        for name, value in _used(function):
            if isinstance(value, FunctionType) and value.__globals__ is function.__globals__:
                left.append(value)
            else:
                found.add(name)
    missing = found - _THERE - {""}
    return sorted(missing - _find_own(root)) if missing else []


def _used(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield the package and the value of each import and global name in a function."""
    for instruction in _instructions(function.__code__):
        name = str(instruction.argval)
        if instruction.opname == "IMPORT_NAME":
            yield name.partition(".")[0], None
        elif instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME") and name in function.__globals__:
            value = function.__globals__[name]
            module = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            yield (module.partition(".")[0] if isinstance(module, str) else ""), value


def _instructions(code: CodeType) -> Iterator[dis.Instruction]:
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _instructions(constant)


def _find_own(root: Path) -> set[str]:
    """Return the names of the student's own modules, without those of a virtual environment in the folder."""
    return {part.removesuffix(".py") for member in find_source_files(root)[0] for part in member.path.split("/")}
