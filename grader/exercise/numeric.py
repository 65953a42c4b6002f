"""Arithmetic with numbers that a student returned: ints of any size, floats, bools, and arrays of the wire's dtypes.

NumPy cannot compute with all of them. It turns an int of 2**64 or more into an object, for which `np.isfinite` raises
TypeError; the `abs` of an int64 can be negative; bools cannot be subtracted. `to_numbers` comes before arithmetic.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_KINDS = "biufc"


def to_numbers(value: Any) -> np.ndarray[Any, Any]:
    """Return a number, an array of numbers, or nested lists of these as an array of float64, or else of complex128.

    An int too large for a float becomes infinite.

    Raises:
        TypeError: something in it is not a number.
        ValueError: the rows of a list differ in length.
    """
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value
    if not _is_numeric(value):  # before NumPy sees it: an array of texts takes the length of the longest for each
        raise TypeError("not only numbers")
    array = np.asarray(value)
    with np.errstate(all="ignore"):  # a NaN of a smaller float may signal when it is converted
        if array.dtype.kind == "O":
            return np.array([_to_float(number) for number in array.flat], dtype=np.float64).reshape(array.shape)
        return np.asarray(array, dtype=np.complex128 if array.dtype.kind == "c" else np.float64)


def is_finite(value: Any) -> bool:
    """Whether a number or all numbers of an array are finite; every int is."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return bool(np.isfinite(value).all())
    return not isinstance(value, float) or math.isfinite(value)


def find_shape(value: Any) -> tuple[int, ...]:
    """Return the shape that nested lists would have as an array if all their rows are like the first."""
    shape: tuple[int, ...] = ()
    while isinstance(value, list | tuple):
        shape += (len(value),)
        value = value[0] if value else None
    inner: tuple[int, ...] = np.shape(value)
    return shape + inner


def _is_numeric(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_numeric, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in _KINDS or (value.dtype.kind == "O" and all(map(_is_numeric, value.flat)))
    return isinstance(value, int | float | complex | np.number | np.bool_)


def _to_float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
