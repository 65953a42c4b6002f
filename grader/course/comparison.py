"""Compares two replies part by part, up to rounding."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.execution.replies import Reply, Returned
from grader.exercise.numeric import find_shape, to_numbers
from grader.worker.wire import Unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# Two implementations of one formula differ in the last digits only; two formulas do not agree in seven digits.
RTOL = 1e-7


ATOL = 1e-10
# Parts of a reply besides its values.
RAISED, MODIFIED, SHARED = "(raised)", "(modified)", "(shared)"


def is_alike(one: Reply, other: Reply) -> bool:
    """Whether two replies are the same answer up to rounding."""
    return not find_differing(to_parts(one), to_parts(other))


def to_parts(reply: Reply, *, whole: bool = False) -> dict[Any, Any]:
    """Return the parts of a reply: the values of its answer by key or index, the exception, the side effects.

    A single value has the key None. With `whole`, so has a list or tuple, which stands for an array.
    """
    seen = {MODIFIED: reply.side_effects.modified, SHARED: reply.side_effects.shared}
    match reply:
        case Returned(value=dict(value)):
            return {**value, **seen}
        case Returned(value=tuple() | list() as value) if not whole:
            return {**dict(enumerate(value)), **seen}
        case Returned(value=value):
            return {None: value, **seen}
        case _:
            return {RAISED: (reply.verdict, reply.exception), **seen}


def find_differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> set[Any]:
    """Return the keys of the parts in which two replies differ."""
    return {key for key in {*one, *other} if not agree_on(key, one, other)}


def agree_on(key: Any, one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    """Whether a part is the same in two replies, or in neither."""
    if key not in one or key not in other:
        return key not in one and key not in other
    return have_same_values(one[key], other[key])


def have_same_values(one: Any, other: Any) -> bool:
    """Whether two values have the same structure, and their numbers are equal up to rounding."""
    if type(one) is np.ndarray and type(other) is np.ndarray:  # most are, and class patterns take their time
        return one.dtype.kind == other.dtype.kind and _are_close(one, other)
    match one, other:
        case (Unsupported(), _) | (_, Unsupported()):
            return False  # nothing is known of their values
        case (dict(), dict()):
            return one.keys() == other.keys() and all(have_same_values(one[key], other[key]) for key in one)
        case (tuple() | list(), tuple() | list()):
            return len(one) == len(other) and all(map(have_same_values, one, other))
        case (tuple() | list(), np.ndarray()) | (np.ndarray(), tuple() | list()):  # lists of numbers count as arrays
            return _are_close(one, other)
        case _ if is_numeric(one) and is_numeric(other):
            return to_kind(one) == to_kind(other) and _are_close(one, other)
        case _:
            return type(one) is type(other) and bool(one == other)


def to_comparable(one: Any, other: Any) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Return two values as arrays of one shape and type; None if they are not."""
    if type(one) is type(other) is np.ndarray and one.dtype == other.dtype == np.float64:
        return (one, other) if one.shape == other.shape else None
    if find_shape(one) != find_shape(other):  # before the conversion, which can make an array sixteen times as large
        return None
    try:
        got, want = to_numbers(one), to_numbers(other)
    except (TypeError, ValueError):
        return None
    return (got, want) if got.shape == want.shape and got.dtype == want.dtype else None


def _are_close(one: Any, other: Any) -> bool:
    numbers = to_comparable(one, other)
    if numbers is None:
        return False
    got, want = numbers
    if got.tobytes() == want.tobytes():  # true of most parts; comparing numbers costs twenty times as much
        return True
    with np.errstate(all="ignore"):
        size = np.abs(want)
        scale = float(size.max(initial=0.0))
        if np.isfinite(scale):  # nearly always; `np.allclose` takes four times as long
            return bool((np.abs(got - want) <= RTOL * size + ATOL * max(1.0, scale)).all())
        scale = min(float(size[np.isfinite(size)].max(initial=0.0)), sys.float_info.max)
        return np.allclose(got, want, RTOL, ATOL * max(1.0, scale), equal_nan=True)


def to_kind(value: Any) -> str:
    """Return the kind of a number's dtype, that of an int of any size being "i"."""
    return "i" if isinstance(value, int) else "f" if isinstance(value, float) else value.dtype.kind


def is_numeric(value: Any) -> bool:
    """Whether a value is a number or an array of numbers."""
    return isinstance(value, int | float | np.ndarray) and not isinstance(value, bool)


def have_same_kind(one: Any, other: Any) -> bool:
    """Whether two numbers or arrays are of one kind: whole, floating, or truth values."""
    return to_kind(one) == to_kind(other)
