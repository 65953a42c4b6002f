"""The precision at which answers are judged: numbers of float32 lose the points of their form, and nothing else."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

# A correct float64 computation of the sizes used in this course loses a few of its 16 digits, and never seven.
DOUBLE_RTOL = 1e-9
DOUBLE_ATOL = 1e-12
SINGLE_RTOL = 1e-5  # float32 rounds at 6e-8; sums and exponentials of the sizes drawn here lose two digits more
SINGLE_ATOL = 1e-6
SINGLE_EPS = 2.0**-23
_HALF_BITS = 11  # numbers of fewer bits, such as 0, 1 and 0.25, say nothing about the precision of an answer

FormFault: TypeAlias = Literal["shape", "dtype"]
"""An axis of length 1 too many or too few, or the precision of float32."""


class Judged(Protocol):
    """What comparisons ask about a student's answers in a case."""

    def is_single(self) -> bool:
        """Whether an answer of this case consists of numbers of float32."""
        ...

    def note_single(self) -> None:
        """Note that an answer is right in float32 and not in float64."""
        ...


_judged: ContextVar[Judged | None] = ContextVar("judged", default=None)


@contextlib.contextmanager
def judging(student: Any) -> Iterator[None]:
    """Have comparisons in this block forgive the precision of a student's float32 answers."""
    token = _judged.set(student)
    try:
        yield
    finally:
        _judged.reset(token)


def forgives_single(is_right: bool | np.bool_) -> bool:
    """Whether an answer that is wrong in float64 and `is_right` in float32 is one of float32; if so, note it."""
    student = _judged.get()
    if not is_right or student is None or not student.is_single():
        return False
    student.note_single()
    return True


def is_single(array: np.ndarray[Any, Any]) -> bool:
    """Whether all entries of a float64 array are numbers of float32, and one of them is not of half precision."""
    if array.dtype != np.float64 or not array.size:
        return False
    with np.errstate(all="ignore"):
        if not np.array_equal(array, array.astype(np.float32)):
            return False
    mantissa = np.frexp(array)[0] * 2.0**_HALF_BITS
    return bool((mantissa != np.rint(mantissa)).any())
