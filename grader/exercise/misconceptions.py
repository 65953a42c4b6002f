"""Mistakes that no edit of the reference can say: one of its functions is replaced by a typical wrong one.

A `mistakes.py` holds functions such as this:

    @misconception("mean", hint="How many numbers are there, and how many do you divide by?")
    def divides_by_one_less(x: Array) -> float:
        "Divides by n - 1, as for a variance."
        return float(x.sum() / (len(x) - 1))
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong implementation of `function`, with the hint a teacher would give.

    `source` says where the course's notes contain the error. `exception` has no effect; it is there for exercises that
    were written for earlier versions.
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
    """Make a mistake of a wrong implementation of `function`; its docstring says what is wrong.

    Args:
        exception: has no effect.
    """

    def make(body: Callable[..., Any]) -> Misconception:
        return Misconception(body, function, inspect.getdoc(body) or "", hint, source, exception)

    return make


def find_misconceptions(module: ModuleType | None) -> Iterator[tuple[str, Misconception]]:
    """Yield the misconceptions in a module with their names; none where there is no module."""
    # A copy: a warning that one of them gives rise to leaves a registry in the module.
    for name, value in list(vars(module).items()) if module is not None else ():
        if isinstance(value, Misconception):
            yield name, value
