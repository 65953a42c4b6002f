"""The worked numbers of a statement as values, for the checks that ask for them: each number is written once.

    ## Worked numbers

    | `Z` | `softmax(Z)` |
    |---|---|
    | `[1, 2]` | `[0.2689414214, 0.7310585786]` |

A checks module reads them from the spec beside it:

    from . import spec

    WORKED = find_worked_numbers(spec)  # [(array([1., 2.]), array([0.2689414214, 0.7310585786]))]
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SECTION = "## Worked numbers"
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL_LABEL = re.compile(r"`(\w+)`, ([a-z, ]+) rows?")
_SEPARATOR = re.compile(r"\|[-:| ]+\|")
_NUMBER = re.compile(r"[-+]?\d[\d.]*(e[-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class WorkedCall:
    """A call in a table of worked numbers, such as `n_params([3, 2], bias=False)`."""

    function: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


def find_worked_numbers(spec: ModuleType) -> list[tuple[Any, ...]]:
    """Return the rows of the tables in the section "## Worked numbers" of a statement, without their headers.

    A cell is the value of the Python in its backticks: a number, a list of numbers as a float64 array, another
    literal, or a call as a `WorkedCall`. A number needs no backticks, and words beside the backticks are left out.
    All other cells are their text. The rows "`W`, first and second row" and "`W`, third row" become one: W and the
    matrix.

    Raises:
        CourseError: there is no table, or a cell in it cannot be read.
    """
    where = f"{getattr(spec, '__file__', spec.__name__)}, section {SECTION!r}"
    rows: list[tuple[Any, ...]] = []
    matrices: dict[str, int] = {}
    for number, texts in enumerate(_find_rows(spec.__doc__ or "", where), 1):
        row = f"{where}, row {number}"
        label = _ORDINAL_LABEL.fullmatch(texts[0])
        if label is None:
            rows.append(tuple(_to_cell(text, f"{row}, cell {cell}") for cell, text in enumerate(texts, 1)))
            continue
        at = matrices.setdefault(label[1], len(rows))
        above = rows.pop(at)[1] if at < len(rows) else []
        rows.insert(at, (label[1], _add_rows(above, label[2], texts[1:], row)))
    return rows


def _find_rows(statement: str, where: str) -> Iterator[list[str]]:
    """Find the rows of all tables in the section, as the texts of their cells."""
    _, _, section = f"\n{statement}\n".partition(f"\n{SECTION}\n")
    lines = section.partition("\n## ")[0].splitlines()
    tables = [list(table) for is_table, table in groupby(lines, key=lambda line: line.startswith("|")) if is_table]
    if not tables:
        raise CourseError(f"{where}: there is no table.")
    row = 0
    for header, *rest in tables:
        if len(rest) < 2 or not _SEPARATOR.fullmatch(rest[0].strip()):
            raise CourseError(f"{where}: the table that begins with {header!r} needs a line of dashes, then rows.")
        width = len(_split(header))
        for line in rest[1:]:
            row += 1
            texts = _split(line)
            if len(texts) != width:
                raise CourseError(f"{where}, row {row}: it has {len(texts)} cells, its table has {width} columns.")
            yield texts


def _split(line: str) -> list[str]:
    """Split a line of a table at its bars; one after a backslash belongs to the text."""
    return [text.strip() for text in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _to_cell(text: str, place: str) -> Any:
    values = _find_values(f"`{text}`" if _NUMBER.fullmatch(text) else text, place)
    if len(values) > 1:
        raise CourseError(f"{place}: {text} has {len(values)} values; there is room for one.")
    return values[0] if values else text.strip("`")


def _add_rows(above: Any, ordinals: str, texts: list[str], row: str) -> Any:
    """Return a matrix with the rows that a row of the table adds to those above."""
    values = [value for text in texts for value in _find_values(text, f"{row}, cell 2")]
    named = tuple(re.split(r", | and ", ordinals))
    if named != ORDINALS[len(above) : len(above) + len(named)] or len(named) != len(values):
        raise CourseError(f"{row}, cell 1: {ordinals} row does not go with {len(above)} above and {len(values)} here.")
    try:
        return np.array([*above, *values], dtype=np.float64)
    except (TypeError, ValueError):
        raise CourseError(f"{row}, cell 2: {' '.join(texts)} does not fit below the rows above.") from None


def _find_values(text: str, place: str) -> list[Any]:
    """Read what stands in backticks; names, as in "the loss of `h`", have no value."""
    values = []
    for code in re.findall(r"`([^`]+)`", text):
        try:
            node = ast.parse(code.strip(), mode="eval").body
            if not isinstance(node, ast.Name):
                values.append(_to_value(node))
        except (SyntaxError, TypeError, ValueError):
            raise CourseError(f"{place}: cannot read `{code}`; write a number, a list, a call or a name.") from None
    return values


def _to_value(node: ast.expr) -> Any:
    """Return what a cell stands for.

    Raises:
        ValueError: it is neither a literal nor a call with literals, or a list of lists of different lengths.
    """
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        options = {option.arg: _evaluate(option.value) for option in node.keywords if option.arg is not None}
        if len(options) < len(node.keywords):
            raise ValueError("options are written out")
        return WorkedCall(node.func.id, tuple(map(_evaluate, node.args)), options)
    value = _evaluate(node)
    return np.array(value, dtype=np.float64) if _has_numbers_only(value) else value


def _evaluate(node: ast.expr) -> Any:
    """Evaluate a literal, in which arrays may stand as `np.array([1.0, 2.0])`."""
    match node:
        case ast.List(items):
            return list(map(_evaluate, items))
        case ast.Call(ast.Attribute(ast.Name("np"), "array"), [entries], []):
            return np.array(_evaluate(entries))
        case _:
            return ast.literal_eval(node)


def _has_numbers_only(value: Any) -> bool:
    """Whether it is a list of numbers, or of such lists."""
    return isinstance(value, list) and all(_has_numbers_only(item) or type(item) in (int, float) for item in value)
