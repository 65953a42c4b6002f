"""Tells what a top-level statement of a student's file does, from its syntax tree."""

from __future__ import annotations

import ast
import re

Place = tuple[str, int, int]  # a statement: the label of its chunk, its line and its column

_LITERAL = (
    ast.Attribute,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.List,
    ast.Name,
    ast.Set,
    ast.Subscript,  # a type such as `list[float]`, without which an annotation fails
    ast.Tuple,
    ast.UnaryOp,
)
_DEFINITION = re.compile(r"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)?(\w+)[ \t]*(?=[=(:])", re.MULTILINE)
_IMPORT = re.compile(r"^from[ \t]+[\w.]+[ \t]+import[ \t]+(.+)$", re.MULTILINE)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)


def find_bound_names(statement: ast.AST) -> set[str]:
    """Return the names that a top-level statement defines, imports, assigns or deletes; `*` for `import *`."""
    names: set[str | None] = set()
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
                continue  # names inside it are local
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.alias(name=name, asname=other):
                names.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
                names.add(name)
            case ast.MatchMapping(rest=name):
                names.add(name)
        left += [] if isinstance(node, _COMPREHENSIONS) else ast.iter_child_nodes(node)
    return {name for name in names if name}


def guess_bound_names(text: str) -> set[str]:
    """Return what `find_bound_names` would probably find in a text that cannot be parsed."""
    imported = {name for names in _IMPORT.findall(text) for name in re.findall(r"\w+|\*", names)}
    return imported.union(_DEFINITION.findall(text))


def is_definition(statement: ast.stmt) -> bool:
    """Whether a statement only imports, defines, or assigns literals; anything else counts as an experiment."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Pass():
            return True
        case ast.Try(body, handlers, orelse, finalbody):
            handled = [inner for handler in handlers for inner in handler.body]
            return all(map(is_definition, [*body, *handled, *orelse, *finalbody]))
        case ast.If(test, body, orelse):
            return _is_literal(test) and all(map(is_definition, [*body, *orelse]))
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.Expr(value):
            return _is_literal(value)
        case ast.AnnAssign():
            return True
    return False


def may_hang(statement: ast.stmt) -> bool:
    """Whether a statement runs code that may take long; the files that an import runs are told about themselves."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return bool(statement.decorator_list)
    return isinstance(statement, ast.ClassDef) or not is_definition(statement)


def _is_literal(value: ast.expr) -> bool:
    """Whether an expression is made of constants, names and functions alone, so it takes no time."""
    left: list[ast.AST] = [value]
    while left:
        node = left.pop()
        if isinstance(node, ast.expr) and not isinstance(node, (*_LITERAL, ast.Lambda)):
            return False
        if not isinstance(node, ast.Lambda):
            left += ast.iter_child_nodes(node)
    return True
