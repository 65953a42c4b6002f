"""Find the sentences that the source of a check contains: of a hidden check, students read no others."""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.exercise.checks import Check


def to_sentence(check: Check, summary: str) -> str:
    """Return the summary of a failure if it is a constant of the check's source, else an empty string.

    Whatever made the summary, it is then one of a few sentences that the author wrote.
    """
    functions = (check.body, *check.guards)
    return summary if any(summary in _find_constants(function) for function in functions) else ""


@functools.lru_cache(maxsize=1_000)
def _find_constants(function: object) -> frozenset[str]:
    """Return the strings in the code of a function and of the functions of its course that it calls."""
    constants: set[str] = set()
    seen: set[types.CodeType] = set()
    ahead = [function]
    while ahead:
        current = ahead.pop()
        if not isinstance(current, types.FunctionType) or current.__code__ in seen:
            continue
        for code in _nested(current.__code__):
            seen.add(code)
            constants.update(constant for constant in code.co_consts if isinstance(constant, str))
            ahead += [current.__globals__.get(name) for name in code.co_names]
    return frozenset(constants)


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and those of the functions defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _nested(constant)
