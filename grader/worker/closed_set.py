"""The types of the wire's closed set that are not Python's or NumPy's own, and the errors for values outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

MAX_PLACE = 200

Layout = Literal["fortran", "strided", "read_only"]
LAYOUTS: tuple[str, ...] = ("plain", "fortran", "strided", "read_only")
DTYPES = tuple(
    np.dtype(name) for name in ("f8", "f4", "f2", "?", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "c16", "c8")
)


class WireError(ValueError):
    """A frame does not hold exactly one value of the closed set."""


class UnsupportedValueError(WireError):
    """A value is outside the closed set; `where` is its place (`[0]["dW"]`), `kind` its description."""

    def __init__(self, kind: str, where: str = "") -> None:
        super().__init__(f"{kind} at {where or 'the top'}")
        self.where = where
        self.kind = kind

    def within(self, place: str) -> UnsupportedValueError:
        """Return the same error for the container that holds the value at `place`."""
        return UnsupportedValueError(self.kind, f"{place}{self.where}"[:MAX_PLACE])


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A reference to the grader's function number `index` of the current call."""

    index: int


@dataclass(frozen=True, slots=True)
class Expression:
    """A function of one array `x` as the text of a NumPy expression, evaluated in the worker.

    `shape` is the required shape of `x`, None for any. Only the grader sends expressions.
    """

    text: str
    constants: dict[str, Any]
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A placeholder for a value outside the closed set, so the rest of an answer can still be sent."""

    kind: str


@dataclass(frozen=True, slots=True)
class WithLayout:
    """An array to be decoded in an unusual memory layout."""

    array: np.ndarray[Any, np.dtype[Any]]
    layout: Layout
