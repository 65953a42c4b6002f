"""Generates mutants of a Python module: one small change at a time, made in its syntax tree.

A mutation replaces an operator, constant, comparison or name; swaps operands; drops a term, a call, a keyword, a
transpose, an end of a slice or a statement; or adds a transpose. These are the kinds of the usual tools for mutation
testing, plus mistakes typical of array code.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
_NAMES = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "zeros": "ones",
    "ones": "zeros",
    "exp": "exp2",
    "log": "log2",
    "ValueError": "RuntimeError",
}
_STRINGS = {"C": "F", "F": "C"}
# Dropping these changes only a type, and the boundary accepts both.
_CONVERSIONS = {"float", "np.asarray"}
_BLOCKS = ("body", "orelse", "handlers", "finalbody")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference with one change: the line `before` of one function became `after`; `source` is the whole module."""

    function: str
    before: str
    after: str
    source: str

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
                for _ in slot.replace_in_turn(modules):
                    mutated = ast.unparse(tree)
                    if mutated not in seen:
                        seen.add(mutated)
                        yield Mutant(function.name, before, str(line), mutated)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the tree where a node can be replaced: an attribute, or an item of one that is a list."""

    parent: ast.AST
    field: str
    index: int | None = None

    def replace_in_turn(self, modules: set[str]) -> Iterator[None]:
        """Put each replacement into the slot in turn, and finally restore the node."""
        node = self.get()
        for replacement in _find_replacements(node, self.parent, modules):
            self._set(replacement)
            yield
        self._set(node)

    def get(self) -> Any:
        """Return the node in the slot."""
        value = getattr(self.parent, self.field)
        return value if self.index is None else value[self.index]

    def _set(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


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


def _slots_below(node: ast.AST, fields: tuple[str, ...]) -> Iterator[_Slot]:
    for field in fields:
        value = getattr(node, field)
        slots = [_Slot(node, field, i) for i in range(len(value))] if isinstance(value, list) else [_Slot(node, field)]
        for slot in slots:
            below = slot.get()
            # The target of an assignment is no value; annotations and f-strings of messages have no effect.
            is_value = isinstance(below, ast.AST) and not isinstance(getattr(below, "ctx", None), ast.Store)
            if is_value and not isinstance(below, ast.JoinedStr) and field not in ("annotation", "returns"):
                yield slot
                yield from _slots_below(below, below._fields)


def _find_replacements(node: ast.AST, parent: ast.AST, modules: set[str]) -> Iterator[ast.AST]:
    """Yield the replacements for a node."""
    for other in _OPERATORS.get(type(node), ()):
        yield other()
    match node:
        case ast.stmt():
            yield from _find_other_statements(node)
        case ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.IfExp():
            yield from _find_other_terms(node)
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _other_constants(value))
        case ast.Attribute() | ast.Name():
            yield from _find_other_names(node)
        case ast.Call():
            yield from _find_other_calls(node, modules)
        case ast.Slice(lower, upper, step):
            yield from (ast.Slice(None, upper, step), ast.Slice(lower, None, step))
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult) and isinstance(node, ast.expr):
        yield ast.Attribute(node, "T", ast.Load())
    if isinstance(parent, ast.If | ast.While) and node is parent.test:
        yield from (ast.Constant(True), ast.Constant(False))


def _find_other_statements(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign() | ast.Raise() | ast.For() | ast.While() | ast.If() | ast.Assign(targets=[ast.Subscript()]):
            yield ast.Pass()
        case ast.Expr(value) if not isinstance(value, ast.Constant):
            yield ast.Pass()


def _find_other_terms(node: ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.IfExp) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, operator, right):
            yield from (left, right)
            if isinstance(operator, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
                yield ast.BinOp(right, operator, left)
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.BoolOp(_, values):
            yield from values
        case ast.IfExp(test, body, orelse):
            yield from (body, orelse, ast.IfExp(test, orelse, body))


def _find_other_names(node: ast.Attribute | ast.Name) -> Iterator[ast.AST]:
    match node:
        case ast.Attribute(value, "T"):
            yield value
        case ast.Attribute(value, name, context) if name in _NAMES:
            yield ast.Attribute(value, _NAMES[name], context)
        case ast.Name(name, context) if name in _NAMES:
            yield ast.Name(_NAMES[name], context)


def _find_other_calls(call: ast.Call, modules: set[str]) -> Iterator[ast.AST]:
    """Yield the object or first argument of a call in its place, and the call without each of its keywords."""
    match call.func:
        case _ if ast.unparse(call.func) in _CONVERSIONS:
            pass
        case ast.Attribute(value) if not (isinstance(value, ast.Name) and value.id in modules):
            yield value
        case _ if call.args:
            yield call.args[0]
    for keyword in call.keywords:
        yield ast.Call(call.func, call.args, [other for other in call.keywords if other is not keyword])


def _other_constants(value: Any) -> tuple[Any, ...]:
    match value:
        case bool():
            return (not value,)
        case int():
            return (value + 1, value - 1)
        case float():
            return (2 * value,)
        case str() if value in _STRINGS:
            return (_STRINGS[value],)
        case _:
            return ()
