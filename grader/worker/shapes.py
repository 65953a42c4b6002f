"""Reads the shape of an expression from the variables of a frame, without running any code of a student's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from types import FrameType

Shape: TypeAlias = tuple[int, ...]

_OPTIMIZED = 1  # the flag of a function's code: its local variables are in no mapping that a student made
_UNREADABLE = object()
MAX_KEYS = 1_000
_REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var")


def find_shape(tree: ast.expr, frame: FrameType) -> Shape | None:
    """Return the shape of an array or a number; None where only running the expression would tell.

    Types are compared exactly: a subclass of `ndarray` may run code when it is looked at.
    """
    match tree:
        case ast.BinOp(left, operator, right):
            shapes = find_shape(left, frame), find_shape(right, frame)
            return None if None in shapes else _combine(operator, *shapes)  # type: ignore[arg-type]  # neither is None
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            return find_shape(operand, frame)
        case ast.Call(ast.Attribute(ast.Name("np" | "numpy"), name), [array, *arguments]):
            return _find_result(name, find_shape(array, frame), arguments, tree.keywords, frame)
        case ast.Call(ast.Attribute(array, name), arguments):
            return _find_result(name, find_shape(array, frame), arguments, tree.keywords, frame)
    value = _read(tree, frame)
    if type(value) is np.ndarray:
        return tuple(value.shape)
    return () if type(value) in (bool, int, float, complex) or issubclass(type(value), np.number) else None


def _find_result(
    name: str, shape: Shape | None, arguments: list[ast.expr], keywords: list[ast.keyword], frame: FrameType
) -> Shape | None:
    """Return the shape of a result of NumPy's, of a function or of a method of an array of this shape."""
    function = vars(np).get(name)
    if shape is None:
        return None
    if name in ("dot", "matmul") and len(arguments) == 1 and not keywords:
        other = find_shape(arguments[0], frame)
        return None if other is None or max(len(shape), len(other)) > 2 else _combine(ast.MatMult(), shape, other)
    if name in _REDUCTIONS:
        options = dict(zip(("axis",), arguments, strict=False)) | {str(one.arg): one.value for one in keywords}
        return _reduce(shape, **{option: _read(value, frame) for option, value in options.items()})
    is_elementwise = type(function) is np.ufunc and function.signature is None and function.nin == 1
    return shape if (is_elementwise or name == "copy") and not arguments and not keywords else None


def _reduce(shape: Shape, axis: Any = None, keepdims: Any = False, **others: Any) -> Shape | None:
    if others or (axis is not None and type(axis) is not int) or type(keepdims) is not bool:
        return None
    gone = range(len(shape)) if axis is None else [axis % len(shape)] if shape else []
    kept = [(1 if number in gone else size) for number, size in enumerate(shape) if keepdims or number not in gone]
    return tuple(kept)


def _combine(operator: ast.operator, left: Shape, right: Shape) -> Shape | None:
    try:
        if not isinstance(operator, ast.MatMult):
            return np.broadcast_shapes(left, right)
        if not left or not right or left[-1] != right[max(len(right) - 2, 0)]:
            return None
        return (*np.broadcast_shapes(left[:-2], right[:-2]), *left[-2:-1], *(right[-1:] if len(right) > 1 else ()))
    except ValueError:
        return None


def _read(tree: ast.expr, frame: FrameType) -> Any:
    """Return the value of a constant, a name, or a `.T` or an item of something that can be read."""
    match tree:
        case ast.Constant(value):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
            return -number
        case ast.Name(name):
            return _look_up(name, frame)
        case ast.Attribute(base, "T"):
            array = _read(base, frame)
            return array.T if type(array) is np.ndarray else _UNREADABLE
        case ast.Subscript(base, index):
            return _read_item(_read(base, frame), _read_index(index, frame))
    return _UNREADABLE


def _look_up(name: str, frame: FrameType) -> Any:
    own = frame.f_locals
    if not frame.f_code.co_flags & _OPTIMIZED and type(own) is not dict:  # the body of a class may have any mapping
        return _UNREADABLE
    return own[name] if name in own else frame.f_globals.get(name, _UNREADABLE)


def _read_item(base: Any, index: Any) -> Any:
    """Return an item of a plain array, list, tuple, or dict with strings as keys."""
    if index is _UNREADABLE:
        return _UNREADABLE
    if type(base) is dict:
        is_plain = type(index) is str and len(base) <= MAX_KEYS and all(type(key) is str for key in base)
        return base.get(index, _UNREADABLE) if is_plain else _UNREADABLE
    if type(base) is not np.ndarray and (type(base) not in (list, tuple) or type(index) is not int):
        return _UNREADABLE
    try:
        return base[index]
    except IndexError:
        return _UNREADABLE


def _read_index(tree: ast.expr, frame: FrameType) -> Any:
    """Return an index made of whole numbers, slices, `None` and `...`, which gives views; or a string."""
    match tree:
        case ast.Tuple(items):
            parts = [_read_index(item, frame) for item in items]
            return _UNREADABLE if _UNREADABLE in parts else tuple(parts)
        case ast.Slice(lower, upper, step):
            ends = [None if end is None else _read_index(end, frame) for end in (lower, upper, step)]
            return _UNREADABLE if _UNREADABLE in ends else slice(*ends)
        case ast.UnaryOp(ast.USub(), operand):
            number = _read_index(operand, frame)
            return -number if type(number) is int else _UNREADABLE
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            one, other = _read_index(left, frame), _read_index(right, frame)
            if type(one) is not int or type(other) is not int:
                return _UNREADABLE
            return one + other if isinstance(operator, ast.Add) else one - other
        case ast.Attribute(ast.Name("np" | "numpy"), "newaxis"):
            return None
    value = _read(tree, frame)
    return value if value is None or value is ... or type(value) in (int, str) else _UNREADABLE
