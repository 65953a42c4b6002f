"""Parses the Python in a report and accepts only what the grader writes there, since a report can be forged.

Values must have the form that `grader.exercise.python_source` gives them, so that building one takes no more memory
than its text does. The formulas of a course are arithmetic and calls of NumPy functions; they can access no file, no
module except NumPy, and only the attributes listed here. Nothing is evaluated.
"""

from __future__ import annotations

import ast
import cmath
import itertools
import re
import warnings

import numpy as np

# Reports leave out longer calls (`grader.grading.counterexamples`), and the wire larger integers.
MAX_CHARS = 12_000
MAX_DEPTH = 100
MAX_INT_BITS = 512
_NUMBERS = {"nan": float("nan"), "inf": float("inf"), "-inf": -float("inf")}
# In the place of a large array or of a function without a formula.
_NOT_WRITTEN_OUT = re.compile(r"<\w+ array of shape \(|<lambda>")
_STRIDED = ast.dump(ast.parse("x[..., ::2]", mode="eval").body.slice)  # type: ignore[attr-defined]  # a Subscript
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
_SCALARS = frozenset(
    name for name, kind in vars(np).items() if isinstance(kind, type) and issubclass(kind, np.number | np.bool)
)


def read_call(text: str) -> ast.Call | None:
    """Return the syntax tree of a call of a function by name, with values and lambdas as arguments; None otherwise."""
    tree = _parse(text)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        return None
    return tree if all(map(_is_argument, find_arguments(tree))) and _has_names(tree) else None


def is_not_written_out(text: str) -> bool:
    """Whether the grader may have written a call that cannot be read: of a large array, or a function without text."""
    if len(text) <= MAX_CHARS and _NOT_WRITTEN_OUT.search(text):
        return True
    tree = _parse(text)
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or not _has_names(tree):
        return False
    return all(isinstance(value, ast.Name) or _is_argument(value) for value in find_arguments(tree))


def find_arguments(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call, positional ones first."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def read_value(text: str) -> ast.expr | None:
    """Return the syntax tree of a value without lambdas; None if the text is anything else."""
    tree = _parse(text)
    return tree if tree is not None and _is_value(tree) else None


def is_same_value(one: str, other: str) -> bool:
    """Whether two texts write the same value; numbers may differ in the last digits, as between machines."""
    first, second = read_value(one), read_value(other)
    return first is not None and second is not None and _is_same(first, second)


def _parse(text: str) -> ast.expr | None:
    if len(text) > MAX_CHARS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. an invalid escape
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree if _is_shallow(tree) and all(map(_is_short, ast.walk(tree))) else None


def _is_shallow(tree: ast.AST) -> bool:
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return not level


def _is_short(node: ast.AST) -> bool:
    """Whether a node is no integer with more digits than Python prints."""
    value = node.value if isinstance(node, ast.Constant) else None
    return not isinstance(value, int) or value.bit_length() <= MAX_INT_BITS


def _has_names(call: ast.Call) -> bool:
    """Whether each keyword of a call has a name, once: `**options` has none."""
    names = [keyword.arg for keyword in call.keywords]
    return None not in names and len(set(names)) == len(names)


def _is_argument(tree: ast.expr) -> bool:
    if not isinstance(tree, ast.Lambda):
        return _is_value(tree)
    given = tree.args
    kept = [*given.defaults, *given.kw_defaults]  # `calls=[]` counts calls; others would be evaluated at once
    is_plain = bool(given.args) and not (given.posonlyargs or given.kwonlyargs or given.vararg or given.kwarg)
    is_counting = len(kept) == len(given.args) - 1 and all(isinstance(one, ast.List) and not one.elts for one in kept)
    return is_plain and is_counting and _is_harmless(tree)


def _is_value(tree: ast.expr | None) -> bool:
    """Whether a tree has a form in which `grader.exercise.python_source` writes values."""
    match tree:
        case ast.Constant(value):
            return value is None or isinstance(value, bool | int | float | complex | str)
        case ast.List(items) | ast.Tuple(items):
            return all(map(_is_value, items))
        case ast.Dict(keys, values):
            return all(isinstance(key, ast.Constant) for key in keys) and all(map(_is_value, values))
        case ast.Subscript(ast.Call(ast.Attribute(ast.Name("np"), "repeat"), [array, count], [axis])):
            how = ast.unparse(count), ast.unparse(axis), ast.dump(tree.slice)
            return _is_value(array) and how == ("2", "axis=-1", _STRIDED)
        case ast.Call(ast.Attribute(ast.Name("np"), name), [given], keywords):
            has_dtype = all(keyword.arg == "dtype" and _is_type(keyword.value) for keyword in keywords)
            return _is_value(given) and has_dtype and _makes(name, given, len(keywords))
        case ast.Attribute(ast.Name("np"), name):
            return name in ("nan", "inf", "True_", "False_")
        case _:
            return tree is not None and to_number(tree) is not None


def _makes(name: str, given: ast.expr, keywords: int) -> bool:
    """Whether `np.NAME(given)` is an array of what is given, an empty array, or a number."""
    if name == "array":
        return keywords <= 1
    if name == "zeros":  # of arrays without entries, which have no other text
        sides = given.elts if isinstance(given, ast.Tuple) else []
        return keywords <= 1 and any(isinstance(side, ast.Constant) and side.value == 0 for side in sides)
    is_number = name in _SCALARS and (to_number(given) is not None or isinstance(given, ast.Constant))
    return not keywords and (name == "asfortranarray" or is_number)


def _is_type(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Attribute) and ast.unparse(tree.value) == "np" and tree.attr in _SCALARS


def to_number(tree: ast.expr) -> complex | None:
    """Return the number that a tree writes; None if it writes anything else."""
    match tree:
        case ast.Constant(bool()):
            return None
        case ast.Constant(int() | float() | complex() as value):
            return value
        case ast.UnaryOp(ast.USub(), operand):
            number = to_number(operand)
            return None if number is None else -number
        case ast.Attribute(ast.Name("np"), ("nan" | "inf") as name):
            return _NUMBERS[name]
        case ast.Call(ast.Name("float"), [ast.Constant(str() as name)], []):
            return _NUMBERS.get(name)
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            real, imaginary = to_number(left), to_number(right)
            if real is None or not isinstance(imaginary, complex):
                return None
            return real + imaginary if isinstance(operator, ast.Add) else real - imaginary
        case _:
            return None


def _is_same(one: ast.AST, other: ast.AST) -> bool:
    first = to_number(one) if isinstance(one, ast.expr) else None
    second = to_number(other) if isinstance(other, ast.expr) else None
    if first is not None and second is not None:
        both_nan = cmath.isnan(first) and cmath.isnan(second)
        return both_nan or cmath.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
        return type(one.value) is type(other.value) and bool(one.value == other.value)
    names = [[getattr(node, name, None) for name in ("attr", "arg", "id")] for node in (one, other)]
    pairs = itertools.zip_longest(ast.iter_child_nodes(one), ast.iter_child_nodes(other))
    return names[0] == names[1] and all(a is not None and b is not None and _is_same(a, b) for a, b in pairs)


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
