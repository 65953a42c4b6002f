"""Explains why a submission does not define a function, from what happened while its files were loaded."""

from __future__ import annotations

import ast
import functools
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.worker.statements import find_bound_names

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PARSED_CHARS = 200_000
MAX_QUOTED_CHARS = 80
STAR = "*"


class Loss(NamedTuple):
    """Why a name was not defined.

    Attributes:
        place: that of the statement that should have defined it.
        reason: repeats the place.
        rule: a sentence on what graded code has, if that is why the statement failed.
    """

    place: str
    reason: str
    rule: str = ""


def explain_loss(statement: ast.stmt, place: str, error: str, rule: str) -> Loss:
    """Return the loss of the names that a statement should have defined, from the description of its error."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            what = "its definition"
        case ast.Import() | ast.ImportFrom():
            what = "its import"
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            what = "its assignment"
        case _:
            what = "the statement that defines it"
    return Loss(place, f"{what} failed: {place}: {error}", rule)


def explain_missing(name: str, value: Any, lost: dict[str, Loss], source: Iterable[tuple[str, str]]) -> str:
    """Return why a name is no function, as the rest of a sentence that begins with the name; empty if unknown.

    Args:
        value: what the name stands for; None if it is not defined.
        source: the file that should define it.
    """
    failed = lost[name].place if name in lost else ""
    last, was_defined = _find_last_statement(name, source, failed)
    if value is not None:
        kind = f"is of type {type(value).__name__[:MAX_QUOTED_CHARS]} and not a function"
        return f"{kind} after {last}; use another name there" if last else kind
    if name in lost:
        return f"is not defined because {lost[name].reason}"
    if last and was_defined:
        return f"is not defined any more after {last}"
    return f"is not defined. Perhaps {lost[STAR].reason}" if STAR in lost else ""


def _find_last_statement(name: str, source: Iterable[tuple[str, str]], failed: str) -> tuple[str, bool]:
    """Return the place and line of the last statement that binds a name, empty for a `def`, and whether any is a `def`.

    Only statements at the top level count, without the one at the place `failed`.
    """
    found, was_defined = "", False
    for label, text in source:
        for statement in parse_statements(text) if name in text else ():
            place = f"{label}, line {statement.lineno}"
            if name in find_bound_names(statement) and place != failed:
                is_definition = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
                was_defined |= is_definition
                found = "" if is_definition else f"{place}: {quote_line(text, statement.lineno)}"
    return found, was_defined


@functools.lru_cache(maxsize=4)  # of a file whose functions raise in many calls
def parse_statements(text: str) -> list[ast.stmt]:
    """Return the statements of a text; none if it is too long or cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. an invalid escape, "\\m"
            return ast.parse(text).body if len(text) <= MAX_PARSED_CHARS else []
    except Exception:  # noqa: BLE001 - not always a SyntaxError; such a cell did not run
        return []


def quote_line(text: str, number: int) -> str:
    """Return a line of a text without its indentation, cut to `MAX_QUOTED_CHARS`; lines are counted from 1."""
    line = text.splitlines()[number - 1].strip()
    return line if len(line) <= MAX_QUOTED_CHARS else f"{line[:MAX_QUOTED_CHARS]}…"
