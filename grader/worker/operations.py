"""Finds the operation of a student's file that raised an exception, in the syntax tree of the file."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from grader.worker.causes import parse_statements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

Operation: TypeAlias = ast.BinOp | ast.AugAssign | ast.Compare | ast.Call | ast.Subscript
_OPERATIONS = (ast.BinOp, ast.AugAssign, ast.Compare, ast.Call, ast.Subscript)


class Failed(NamedTuple):
    """An operation that raised: its syntax tree, and the frame with its arrays."""

    tree: Operation
    frame: FrameType


def find_failed(error: BaseException, texts: Mapping[str, str]) -> tuple[str, Failed | None]:
    """Return the innermost operation in the student's files that raised, and the label of its file."""
    traceback, inner = error.__traceback__, None
    while traceback is not None:
        inner = traceback if traceback.tb_frame.f_code.co_filename in texts else inner
        traceback = traceback.tb_next
    if inner is None:
        return "", None
    code = inner.tb_frame.f_code
    span = list(code.co_positions())[inner.tb_lasti // 2]
    statements = parse_statements(texts[code.co_filename])
    around = next(filter(None, (_find_around(statement, span) for statement in statements)), [])
    return code.co_filename, Failed(around[-1], inner.tb_frame) if around else None  # the innermost comes last


def _find_around(statement: ast.stmt, span: tuple[int | None, ...]) -> list[Operation]:
    """Return the operations in a statement that contain a span of its file, the innermost last."""
    if (statement.end_lineno or 0) < (span[0] or 0):
        return []
    return [node for node in ast.walk(statement) if isinstance(node, _OPERATIONS) and _covers(node, span)]


def _covers(node: Operation, span: tuple[int | None, ...]) -> bool:
    first, last, start, end = span
    if first is None or last is None or start is None or end is None:
        return False
    has_start = (node.lineno, node.col_offset) <= (first, start)
    return has_start and (last, end) <= (node.end_lineno or 0, node.end_col_offset or 0)


def find_operands(tree: Operation) -> list[ast.expr]:
    """Return what an operation is applied to, for the methods of arrays with the array itself."""
    match tree:
        case ast.BinOp(left, _, right):
            return [left, right]
        case ast.AugAssign(target, _, value):
            return [target, value]
        case ast.Call(ast.Attribute(array) as method, arguments):
            return arguments if ast.unparse(method).startswith(("np.", "numpy.")) else [array, *arguments]
        case ast.Call(_, arguments):
            return arguments
    return []


def find_name(tree: Operation) -> str:
    """Return the name of the function or method that is called; empty for an operator."""
    match tree:
        case ast.Call(ast.Attribute(_, name)) | ast.Call(ast.Name(name)):
            return name
    return ""
