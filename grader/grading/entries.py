"""Names the entries of a function's result, to say where a mistake shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from grader.course.comparison import MODIFIED, RAISED, SHARED
from grader.exercise.spec import DictOf, TupleOf
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Collection

    from grader.exercise.spec import Function

MAX_NAMED = 2
_TUPLE = re.compile(r"\((\w+(?:, \w+)+)\)")


def name_entries(function: Function) -> dict[Any, str]:
    """Return the names of the entries of a function's result by key or index, in the order of the declaration.

    The items of a tuple have the names that the docstring gives after `Returns:`, as in `(cost, gradient)`.
    """
    match function.result:
        case DictOf(entries):
            return {key: key for key, _ in entries}
        case TupleOf(items):
            named = _TUPLE.search(function.doc.partition("Returns:")[2])
            names = named[1].split(", ") if named else []
            if len(names) != len(items):
                names = [f"item {number}" for number in range(1, len(items) + 1)]
            return dict(enumerate(names))
        case _:
            return {}


def render_place(function: Function, wrong: Collection[Any]) -> str:
    """Return the entries that are wrong, at most two, as in `dW1 and db1`; nothing if all are, or if there is one."""
    names = name_entries(function)
    shown = [name for key, name in names.items() if key in wrong]
    if not shown or len(shown) == len(names) or not {RAISED, MODIFIED, SHARED}.isdisjoint(wrong):
        return ""
    return quote_list(shown[:MAX_NAMED])
