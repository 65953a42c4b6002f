"""Parses the Python in a report and accepts only harmless expressions, since a report can be forged.

The output of `grader.exercise.python_source` and the formulas of a course consist of values, calls of NumPy functions
and arithmetic. Only trees of these are returned; they can access no file, no module except NumPy, and only the
attributes listed here.
"""

from __future__ import annotations

import ast
import re

import numpy as np

_NODES = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice),
    *(ast.List, ast.Tuple, ast.Dict, ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator, ast.Compare, ast.cmpop),
    *(ast.BoolOp, ast.boolop, ast.IfExp, ast.Call, ast.keyword, ast.Lambda, ast.arguments, ast.arg),
)
_NAMES = frozenset(("np", "abs", "float", "len", "max", "min", "sum"))
# Besides its ufuncs, types and numbers.
_NUMPY_NAMES = frozenset(
    re.findall(
        r"\w+",
        """all any arange argmax argmin array asarray asfortranarray clip concatenate copy cumprod cumsum diag dot
        einsum eye full full_like hstack linalg linspace max mean median min newaxis ones ones_like outer prod ravel
        repeat reshape roll size sort stack std sum tile trace transpose var vdot vstack where zeros zeros_like""",
    )
)
_LINALG_NAMES = frozenset(("det", "inv", "norm", "solve"))
_ARRAY_NAMES = frozenset(("T", "append", "copy", "dot", "max", "mean", "min", "ndim", "ravel", "reshape", "shape"))
_ARRAY_NAMES |= {"size", "std", "sum", "var"}


def read_call(text: str) -> ast.Call | None:
    """Return the syntax tree of a call of a function by name; None if the text is anything else."""
    tree = _parse(text)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        return None
    return tree if all(map(_is_harmless, (*tree.args, *tree.keywords))) else None


def read_value(text: str) -> ast.expr | None:
    """Return the syntax tree of a value without lambdas; None if the text is anything else."""
    tree = _parse(text)
    if tree is None or any(isinstance(node, ast.Lambda) for node in ast.walk(tree)):
        return None
    return tree if _is_harmless(tree) else None


def _parse(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_harmless(tree: ast.AST) -> bool:
    nodes = list(ast.walk(tree))
    names = _NAMES.union(node.arg for node in nodes if isinstance(node, ast.arg))
    return all(_is_known(node, names) for node in nodes)


def _is_known(node: ast.AST, names: frozenset[str]) -> bool:
    match node:
        case ast.Name(name):
            return name in names
        case ast.Attribute(ast.Name("np"), name):
            found = getattr(np, name, None)
            is_type = isinstance(found, type) and issubclass(found, np.generic)
            return is_type or isinstance(found, np.ufunc | float) or name in _NUMPY_NAMES
        case ast.Attribute(ast.Attribute(ast.Name("np"), "linalg"), name):
            return name in _LINALG_NAMES
        case ast.Attribute(_, name):
            return name in _ARRAY_NAMES
        case _:
            return isinstance(node, _NODES)
