"""The changes that make mutants: `find_replacements` yields what may stand in place of a node, each with its operator.

An operator names the kind of change, as in `transpose_left_out` or `call_left_out:exp`; `mutant_sentences` has the
words for those that a student can be told.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    Change: TypeAlias = tuple[str, ast.AST]

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
_REDUCTIONS = {"sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin"}
# Dropping these changes only a type, and the boundary accepts both.
_CONVERSIONS = {"float", "np.asarray"}
_BINDING: dict[type[ast.AST], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.MatMult: 2, ast.FloorDiv: 2}


def find_replacements(node: ast.AST, parent: ast.AST, inside: str, modules: set[str]) -> Iterator[Change]:
    """Yield the replacements for a node.

    Args:
        inside: the keyword in whose value the node stands; `index` if it is part of a subscript.
        modules: names of modules, whose functions are called with the object as the first argument.
    """
    for other in _OPERATORS.get(type(node), ()):
        yield f"{_name(other)}_for_{_name(type(node))}", other()
    match node:
        case ast.stmt():
            yield from _find_other_statements(node)
        case ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.IfExp():
            yield from _find_other_terms(node)
        case ast.Constant(value):
            yield from ((f"constant:{inside}", ast.Constant(other)) for other in _other_constants(value))
        case ast.Attribute() | ast.Name():
            yield from _find_other_names(node)
        case ast.Call():
            yield from _find_other_calls(node, modules)
        case ast.Slice(lower, upper, step):
            yield "slice_start_left_out", ast.Slice(None, upper, step)
            yield "slice_end_left_out", ast.Slice(lower, None, step)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.MatMult) and isinstance(node, ast.expr):
        yield "transpose_put_in", ast.Attribute(node, "T", ast.Load())
    if isinstance(parent, ast.If | ast.While) and node is parent.test:
        yield "test_always_true", ast.Constant(True)
        yield "test_never_true", ast.Constant(False)


def _name(kind: type[ast.AST]) -> str:
    return kind.__name__.lower()


def _find_other_statements(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.AugAssign() | ast.Raise() | ast.For() | ast.While() | ast.If() | ast.Assign(targets=[ast.Subscript()]):
            yield f"{_name(type(node))}_left_out", ast.Pass()
        case ast.Expr(value) if not isinstance(value, ast.Constant):
            yield "statement_left_out", ast.Pass()


def _find_other_terms(node: ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.IfExp) -> Iterator[Change]:
    match node:
        case ast.BinOp(left, operator, right):
            name = _name(type(operator))
            yield f"{name}_right_left_out", left
            yield f"{name}_left_left_out", right
            if isinstance(operator, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
                yield f"{name}_swapped", ast.BinOp(right, operator, left)
            yield from _without_parentheses(node)
        case ast.UnaryOp(ast.USub() | ast.Not() as operator, operand):
            yield f"{_name(type(operator))}_left_out", operand
        case ast.BoolOp(_, values):
            yield from (("condition_left_out", value) for value in values)
        case ast.IfExp(test, body, orelse):
            yield "first_case_always", body
            yield "second_case_always", orelse
            yield "cases_swapped", ast.IfExp(test, orelse, body)


def _without_parentheses(node: ast.BinOp) -> Iterator[Change]:
    """Yield an operation as it would be read without the parentheses around its left or its right side."""
    binding = _BINDING.get(type(node.op), 0)
    match node.left:
        case ast.BinOp(first, inner, second) if 0 < _BINDING.get(type(inner), 0) < binding:
            yield "parentheses_left_out", ast.BinOp(first, inner, ast.BinOp(second, node.op, node.right))
    match node.right:
        case ast.BinOp(first, inner, second) if 0 < _BINDING.get(type(inner), 0) <= binding:
            yield "parentheses_left_out", ast.BinOp(ast.BinOp(node.left, node.op, first), inner, second)


def _find_other_names(node: ast.Attribute | ast.Name) -> Iterator[Change]:
    match node:
        case ast.Attribute(value, "T"):
            yield "transpose_left_out", value
        case ast.Attribute(value, name, context) if name in _NAMES:
            yield f"{_NAMES[name]}_for_{name}", ast.Attribute(value, _NAMES[name], context)
        case ast.Name(name, context) if name in _NAMES:
            yield f"{_NAMES[name]}_for_{name}", ast.Name(_NAMES[name], context)


def _find_other_calls(call: ast.Call, modules: set[str]) -> Iterator[Change]:
    """Yield the object or first argument of a call in its place, and the call with one keyword less or more."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    match call.func:
        case _ if ast.unparse(call.func) in _CONVERSIONS:
            pass
        case ast.Attribute(value) if not (isinstance(value, ast.Name) and value.id in modules):
            yield f"call_left_out:{name}", value
        case _ if call.args:
            yield f"call_left_out:{name}", call.args[0]
    for keyword in call.keywords:
        kept = [other for other in call.keywords if other is not keyword]
        yield f"keyword_left_out:{keyword.arg}", ast.Call(call.func, call.args, kept)
    given = {keyword.arg for keyword in call.keywords}
    if name in _REDUCTIONS and "axis" in given and "keepdims" not in given:
        keywords = [*call.keywords, ast.keyword("keepdims", ast.Constant(True))]
        yield "keepdims_put_in", ast.Call(call.func, call.args, keywords)


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
