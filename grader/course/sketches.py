"""Sketches of replies: one number for each part of a reply, by which suspects are looked up.

Two replies that agree have sketches that are close; the opposite need not hold, so whatever is found is asked further.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from grader.course.comparison import MODIFIED, RAISED, SHARED, to_kind, to_parts
from grader.exercise.numeric import find_shape, to_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.execution.replies import Reply

Array = NDArray[np.float64]
Sketches: TypeAlias = tuple[Array, Array]  # and the scale of each


class Tolerance(NamedTuple):
    """How far two sketches may be apart: relative to the larger scale, and absolute."""

    relative: float
    absolute: float


# A looser bound than that of a comparison in full, which decides; what differs by less differs by rounding alone.
ALIKE = Tolerance(3e-7, 1e-9)
ROUNDING = Tolerance(1e-11, 2e-10)
HALF_ROUNDING = Tolerance(5e-12, 1e-10)
ABSENT = -(2.0**1000)
_SIDE_EFFECTS = (MODIFIED, SHARED)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A part of the reply to a question: the reply's key or index as text, with its type."""

    function: str
    question: int
    part: str


def to_part_name(key: Any) -> str:
    """Return a key or index of a reply as text: an index and a key of the same characters stay apart."""
    return repr(key)


def find_cells(function: str, chosen: Sequence[int], right: Sequence[Reply]) -> list[Cell]:
    """Return the cells of some questions: each part of the reference's reply, an exception, and side effects."""
    cells = []
    for number in chosen:
        parts = dict.fromkeys([*to_parts(right[number]), RAISED, *_SIDE_EFFECTS])
        cells += [Cell(function, number, to_part_name(key)) for key in parts]
    return cells


def to_sketches(parts: Mapping[Any, Any], cells: Sequence[Cell]) -> Iterator[tuple[float, float]]:
    """Yield the sketch of each cell's part, and the largest magnitude in it; not a number where nothing is known."""
    named = {to_part_name(key): value for key, value in parts.items()}
    for cell in cells:
        if cell.part not in named:
            yield ABSENT, 0.0
        elif cell.part in map(to_part_name, (RAISED, *_SIDE_EFFECTS)):
            yield float(zlib.crc32(repr(named[cell.part]).encode())), 0.0
        else:
            yield _to_sketch(named[cell.part])


def _to_sketch(value: Any) -> tuple[float, float]:
    try:
        leaves = list(_to_leaves(value))
        numbers = np.concatenate([np.ravel(to_numbers(leaf)) for leaf in leaves])
        shapes = zlib.crc32(repr([(find_shape(leaf), _to_kind(leaf)) for leaf in leaves]).encode())
    except (AttributeError, TypeError, ValueError, OverflowError):
        return np.nan, np.nan
    if numbers.dtype != np.float64:
        return np.nan, np.nan
    with np.errstate(all="ignore"):
        # All positive, and different for each place, shape and kind of numbers.
        weights = 1.5 + np.sin(np.arange(1, numbers.size + 1) + shapes)
        sketch, scale = float(numbers @ weights), float(np.abs(numbers).max(initial=0.0) * max(numbers.size, 1))
    return (sketch, scale) if np.isfinite(sketch) else (np.nan, np.nan)


def _to_kind(leaf: Any) -> str:
    """Return the kind of a number or an array; nested lists have none, as they may stand for any array."""
    return "f" if isinstance(leaf, list | tuple) else to_kind(leaf)


def _to_leaves(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for item in value.values():
                yield from _to_leaves(item)
        case list() | tuple() if not _is_array(value):
            for item in value:
                yield from _to_leaves(item)
        case _:
            yield value


def _is_array(value: Any) -> bool:
    """Whether nested lists stand for an array: then they have its sketch."""
    try:
        return len(value) > 0 and to_numbers(value).dtype != object
    except (TypeError, ValueError):
        return False


def are_close(one: Sketches, other: Sketches, tolerance: Tolerance = ALIKE) -> NDArray[np.bool_]:
    """Whether sketches are close, also where one of them is not known; the arrays broadcast."""
    with np.errstate(all="ignore"):
        near = np.abs(one[0] - other[0]) <= tolerance.relative * np.maximum(one[1], other[1]) + tolerance.absolute
    return near | np.isnan(one[0]) | np.isnan(other[0])
