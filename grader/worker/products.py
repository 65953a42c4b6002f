"""Says which operation of a student's file failed because the shapes of its arrays do not fit.

NumPy's sentences name no place and often no shapes. The traceback has the position of the expression, and its frame
the arrays. They are read without running any code of the student's: no attribute but `.T`, and only of plain arrays.
"""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING

from grader.worker.causes import quote_line
from grader.worker.operations import Failed, Operation, find_failed, find_name, find_operands
from grader.worker.shapes import Shape, find_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_EXPRESSION_CHARS = 60
_MISMATCH = re.compile(
    r"(\w+): Input operand 1 has a mismatch in its core dimension \d+, with gufunc signature \S+ "
    r"\(size (\d+) is different from (\d+)\)"
)
_NO_AXES = re.compile(r"(matmul|vecdot): Input operand \d does not have enough dimensions")
_NOT_ALIGNED = re.compile(r"shapes (\S+) and (\S+) not aligned: (\d+) \(dim (\d+)\) != (\d+) \(dim (\d+)\)")
_BROADCAST = re.compile(
    r"operands could not be broadcast together with (remapped )?shapes (.+?)(?: and requested shape .*)?$"
)
_NO_ROOM = re.compile(
    r"non-broadcastable output operand with shape (\(.*?\)) doesn't match the broadcast shape (\(.*?\))"
)
_STORED = re.compile(r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))")
_WORDS: dict[type, str] = {
    ast.Compare: "compares shapes {} and {}",
    ast.Add: "adds shapes {} and {}",
    ast.Sub: "subtracts shape {1} from shape {0}",
    ast.Mult: "multiplies shapes {} and {} entry by entry",
    ast.Div: "divides shape {} by shape {}",
    ast.MatMult: "multiplies stacks of shapes {} and {}",
}


def explain_shapes(error: BaseException, texts: Mapping[str, str], home: str = "") -> str:
    """Return which operation in the student's files failed on which shapes, with its line; empty for other errors.

    Args:
        texts: the text of each file and cell, by its label in code objects.
        home: the label of a statement at the top level that failed; lines elsewhere are named with their file.
    """
    if type(error) is not ValueError:
        return ""
    try:
        return _explain(str(error), error, texts, home)
    except Exception:  # noqa: BLE001 - students' files may hold anything; NumPy's own sentence remains
        return ""


def _explain(message: str, error: ValueError, texts: Mapping[str, str], home: str) -> str:
    label, failed = find_failed(error, texts)
    reason = _find_reason(message, failed) if failed is not None else ""
    if not reason or failed is None:
        return ""
    source, line = texts[label], failed.tree.lineno
    expression = _shorten(ast.get_source_segment(source, failed.tree) or "")
    where = f"line {line} of {label}" if home not in ("", label) else f"line {line}"
    whole = quote_line(source, line)
    return f"`{expression}` in {where} {reason}." + (f" Line {line}: `{whole}`" if whole != expression else "")


def _find_reason(message: str, failed: Failed) -> str:
    """Return the rest of a sentence that begins with the operation; empty for a message about no shapes."""
    tree = failed.tree
    shapes = [find_shape(operand, failed.frame) for operand in find_operands(tree)]
    if isinstance(tree, ast.Call) and find_name(tree) == "einsum":
        return _explain_letters(tree, shapes[1:])
    if found := _MISMATCH.match(message):
        return _explain_product(shapes, found[1], int(found[3]), int(found[2]))
    if found := _NOT_ALIGNED.match(message):
        left, right = _to_shape(found[1]), _to_shape(found[2])
        if find_name(tree) == "inner":  # NumPy names the transpose of what it was given
            return _match_sides(left, right[::-1], len(left) - 1, len(right) - 1)
        return _match_sides(left, right, int(found[4]), int(found[6]))
    if _NO_AXES.match(message):
        return f"multiplies shapes {_list(shapes)}: a product of matrices needs two arrays; for a number, use `*`"
    if found := _NO_ROOM.match(message) or _STORED.match(message):
        small, large = (found[1], found[2]) if _NO_ROOM.match(message) else (found[2], found[1])
        return f"puts shape {_to_shape(large)} into a place of shape {_to_shape(small)}"
    if found := _BROADCAST.match(message):
        texts = re.findall(r"(?<!->)\([\d,]*\)", found[2])
        return _explain_broadcast(tree, list(map(_to_shape, texts)), 2 if found[1] else 0)
    return ""


def _explain_product(shapes: list[Shape | None], name: str, last: int, first: int) -> str:
    """Explain a product of matrices whose left side has `last` columns and whose right side has `first` rows."""
    if len(shapes) == 2 and shapes[0] and shapes[1]:
        left, right = shapes[0], shapes[1]
        axis = len(right) - 1 if name == "vecdot" else max(len(right) - 2, 0)
        if (left[-1], right[axis]) == (last, first):
            return _match_sides(left, right, len(left) - 1, axis)
    if name != "matmul":
        return f"takes arrays that do not fit: a side of {first} should be {last}"
    ending = f"rows of length {last} on the left need as many rows on the right, which has {first}"
    return f"multiplies arrays that do not fit: {ending}"


def _match_sides(left: Shape, right: Shape, left_axis: int, right_axis: int) -> str:
    one, other = _count(left, left_axis), _count(right, right_axis)
    return f"multiplies shapes {left} and {right}: the {one} of the left side must match the {other} of the right side"


def _count(shape: Shape, axis: int) -> str:
    noun = "entries" if len(shape) == 1 else {1: "columns", 2: "rows"}.get(len(shape) - axis, "matrices")
    singular = {"entries": "entry", "columns": "column", "rows": "row", "matrices": "matrix"}[noun]
    return f"{shape[axis]} {singular if shape[axis] == 1 else noun}"


def _explain_broadcast(tree: Operation, shapes: list[Shape], skipped: int) -> str:
    """Explain which sizes of arrays that are combined entry by entry differ; the last `skipped` axes do not count."""
    if isinstance(tree, ast.AugAssign):
        shapes = shapes[:2]  # the third is that of the target, again
    words = _WORDS.get(ast.Compare if isinstance(tree, ast.Compare) else type(getattr(tree, "op", tree)))
    if words is None or len(shapes) != 2:
        words = f"combines shapes {_list(shapes)}"
    columns = itertools.zip_longest(*(shape[::-1][skipped:] for shape in shapes), fillvalue=1)
    found = ([size for size in dict.fromkeys(sizes) if size != 1] for sizes in columns)
    differing = next((sizes for sizes in found if len(sizes) > 1), [])
    if not differing:
        return words.format(*shapes)
    none = "neither" if len(differing) == 2 else "none"
    return f"{words.format(*shapes)}: aligned at the right, {_list(differing)} are not equal, and {none} is 1"


def _explain_letters(call: ast.Call, shapes: list[Shape | None]) -> str:
    """Explain which letter of `einsum` stands for two sizes; empty if none does."""
    given = call.args[0] if call.args else None
    if not isinstance(given, ast.Constant) or not isinstance(given.value, str) or "." in given.value:
        return ""
    terms = given.value.replace(" ", "").partition("->")[0].split(",")
    if len(terms) != len(shapes):
        return f"names {len(terms)} arrays and gets {len(shapes)}"
    sizes: dict[str, tuple[int, Shape]] = {}
    for term, shape in zip(terms, shapes, strict=True):
        if shape is not None and len(term) != len(shape):
            return f"has the letters {term} for an array of shape {shape}: each axis needs one letter"
        for letter, size in zip(term, shape or (), strict=False):
            known, where = sizes.setdefault(letter, (size, shape or ()))
            if known != size and 1 not in (known, size):
                return f"multiplies shapes {where} and {shape}: the letter {letter} stands for {known} and for {size}"
    return ""


def _to_shape(text: str) -> Shape:
    return tuple(map(int, re.findall(r"\d+", text)))


def _list(items: Sequence[object]) -> str:
    """Return `a, b and c`, with words for a shape that cannot be read."""
    texts = ["one that cannot be told" if item is None else str(item) for item in items]
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_EXPRESSION_CHARS else f"{text[:MAX_EXPRESSION_CHARS]}…"
