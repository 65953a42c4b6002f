"""Generates mutants of a Python module: one small change at a time, made in its syntax tree.

A mutation replaces an operator, constant, comparison or name; swaps operands; drops a term, a call, a keyword, a
transpose, an end of a slice or a statement; or adds a transpose. These are the kinds of the usual tools for mutation
testing, plus mistakes typical of array code.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.course.operators import find_replacements

if TYPE_CHECKING:
    from collections.abc import Iterator

Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
_BLOCKS = ("body", "orelse", "handlers", "finalbody")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference with one change: the line `before` of one function became `after`; `source` is the whole module.

    Attributes:
        operator: the kind of change, such as `transpose_left_out`.
        span: the lines and columns, in bytes, of the changed expression in the reference: from, to.
    """

    function: str
    before: str
    after: str
    source: str
    operator: str
    span: Span

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of the change, independent of its place in the file."""
        return self.function, self.before, self.after


def find_mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of the functions of a module, in the order of its lines."""
    tree = ast.parse(source)
    modules = {alias.asname or alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    seen = {ast.unparse(tree)}
    for index, function in enumerate(tree.body):
        if not isinstance(function, ast.FunctionDef):
            continue
        for line in _find_lines(tree, "body", index):
            before = str(line)
            for slot in line.slots:
                span = slot.find_span()
                for operator in slot.replace_in_turn(modules):
                    mutated = ast.unparse(tree)
                    if mutated not in seen:
                        seen.add(mutated)
                        yield Mutant(function.name, before, str(line), mutated, operator, span)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the tree where a node can be replaced: an attribute, or an item of one that is a list."""

    parent: ast.AST
    field: str
    index: int | None = None
    inside: str = ""

    def replace_in_turn(self, modules: set[str]) -> Iterator[str]:
        """Put each replacement into the slot in turn, yield its operator, and finally restore the node."""
        node = self.get()
        for operator, replacement in find_replacements(node, self.parent, self.inside, modules):
            self._set(replacement)
            yield operator
        self._set(node)

    def get(self) -> Any:
        """Return the node in the slot."""
        value = getattr(self.parent, self.field)
        return value if self.index is None else value[self.index]

    def find_span(self) -> Span:
        """Return the lines and columns of the node; of an operator, those between its sides."""
        node = self.get()
        match self.parent:
            case ast.BinOp(left, operator, right) if operator is node:
                return _to_span(left)[1], _to_span(right)[0]
            case ast.Compare(left, [operator], [right]) if operator is node:
                return _to_span(left)[1], _to_span(right)[0]
        return _to_span(node if hasattr(node, "lineno") else self.parent)

    def _set(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _to_span(node: Any) -> Span:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a function: a simple statement or the header of a compound one, and the slots in it."""

    statement: _Slot
    slots: tuple[_Slot, ...]

    def __str__(self) -> str:
        return ast.unparse(self.statement.get()).splitlines()[0]


def _find_lines(parent: ast.AST, field: str, index: int) -> Iterator[_Line]:
    """Yield the lines of a function or another statement, from its header to its end."""
    slot = _Slot(parent, field, index)
    statement = slot.get()
    if isinstance(statement, ast.FunctionDef):
        yield _Line(slot, tuple(_slots_below(statement.args, ("defaults", "kw_defaults"))))
    else:
        header = tuple(name for name in statement._fields if name not in _BLOCKS)
        yield _Line(slot, (slot, *_slots_below(statement, header)))
    for block in _BLOCKS:
        for i in range(len(getattr(statement, block, ()))):
            yield from _find_lines(statement, block, i)


def _slots_below(node: ast.AST, fields: tuple[str, ...], inside: str = "") -> Iterator[_Slot]:
    inside = str(node.arg) if isinstance(node, ast.keyword) else inside
    for field in fields:
        value = getattr(node, field)
        within = "index" if isinstance(node, ast.Subscript) and field == "slice" else inside
        places = range(len(value)) if isinstance(value, list) else [None]
        for slot in [_Slot(node, field, place, within) for place in places]:
            below = slot.get()
            # The target of an assignment is no value; annotations and f-strings of messages have no effect.
            is_value = isinstance(below, ast.AST) and not isinstance(getattr(below, "ctx", None), ast.Store)
            if is_value and not isinstance(below, ast.JoinedStr) and field not in ("annotation", "returns"):
                yield slot
                yield from _slots_below(below, below._fields, within)
