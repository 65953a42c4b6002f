"""Executable misconceptions: the reference with one function replaced by a typical wrong one.

A misconceptions module holds functions such as this:

    @misconception("mean", hint="How many numbers are there, and how many do you divide by?")
    def divides_by_one_less(x: Array) -> float:
        "Divides by n - 1, as for a variance."
        return float(x.sum() / (len(x) - 1))
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong implementation of `function`, with the hint a teacher would give.

    `source` says where the course's notes contain the error; `exception` why its price may lie outside
    the usual 10 to 60 % of the exercise.
    """

    body: Callable[..., Any]
    function: str
    title: str
    hint: str
    source: str = ""
    exception: str = ""


def misconception(
    function: str, *, hint: str, source: str = "", exception: str = ""
) -> Callable[[Callable[..., Any]], Misconception]:
    """Make a misconception of a wrong implementation of `function`; its docstring says what is wrong."""

    def make(body: Callable[..., Any]) -> Misconception:
        return Misconception(body, function, inspect.getdoc(body) or "", hint, source, exception)

    return make


def find_misconceptions(module: ModuleType | None) -> Iterator[tuple[str, Misconception]]:
    """Return the misconceptions in a module with their names; none where there is no module."""
    # A copy: a warning that one of them gives rise to leaves a registry in the module.
    for name, value in list(vars(module).items()) if module is not None else ():
        if isinstance(value, Misconception):
            yield name, value


def to_mistaken_module(path: Path, mistaken: Misconception) -> ModuleType:
    """Return a copy of the reference at `path` in which one function is replaced, for its other functions too."""
    module = ModuleType(f"{path.stem}_with_{mistaken.function}_replaced")
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)  # noqa: S102 - the course's own reference
    setattr(module, mistaken.function, mistaken.body)
    return module
