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

    from grader.course import Exercise


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong implementation of `function`, with the hint a teacher would give.

    `source` says where the course's notes contain the error; `exception` why its price may lie outside
    the usual 20 to 50 % of the exercise.
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


def find_misconceptions(exercise: Exercise) -> Iterator[tuple[str, Misconception]]:
    """Return the misconceptions of an exercise with their names."""
    if exercise.misconceptions is not None:
        for name, value in vars(exercise.misconceptions).items():
            if isinstance(value, Misconception):
                yield name, value


def to_module(exercise: Exercise, mistaken: Misconception) -> ModuleType:
    """Return a copy of the reference in which one function is replaced, for its other functions too."""
    path = exercise.reference_path
    module = ModuleType(f"{exercise.id}_with_{mistaken.function}_replaced")
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)  # noqa: S102 - the course's own reference
    setattr(module, mistaken.function, mistaken.body)
    return module
