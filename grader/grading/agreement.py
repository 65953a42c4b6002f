"""Whether a part of a student's answer is that of a suspect, entry by entry.

Entries that are not finite in one of the two are left out: a second mistake may hide the first there. They prove
nothing. Infinities and not-a-numbers that both have do agree.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.course.comparison import ATOL, RTOL, have_same_kind, have_same_values, is_numeric, to_comparable

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A suspect's answer is the student's only if it is this much nearer to it than to the right one.
TIMES_NEARER = 100
# What rounding alone may come to, relative to the largest number.
ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two values compare.

    Attributes:
        agrees: every entry that counts is the same up to rounding.
        left_out: entries were left out, as they are finite in one value only.
        beyond: some of these are finite in the student's value.
        counts: at least half of the entries were compared.
    """

    agrees: bool
    left_out: bool = False
    counts: bool = True
    beyond: bool = False


def compare(got: Any, wrong: Any) -> Agreement:
    """Compare a part of a student's answer with a suspect's."""
    match got, wrong:
        case (dict(), dict()) if got.keys() == wrong.keys():
            return join([compare(got[key], wrong[key]) for key in wrong])
        case (tuple() | list(), tuple() | list()) if len(got) == len(wrong) and not _are_numbers(got, wrong):
            return join([compare(*pair) for pair in zip(got, wrong, strict=True)])
    numbers = _to_pair(got, wrong)
    return Agreement(have_same_values(got, wrong)) if numbers is None else _compare_numbers(*numbers)


def _are_numbers(*values: Any) -> bool:
    return all(all(isinstance(item, int | float) for item in value) for value in values)


def join(found: list[Agreement]) -> Agreement:
    """Return the agreement of a value that has several parts."""
    return Agreement(
        all(f.agrees for f in found),
        any(f.left_out for f in found),
        all(f.counts for f in found),
        any(f.beyond for f in found),
    )


def _to_pair(got: Any, wrong: Any) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Return two values as arrays of one shape and type; None if they are not."""
    if not _may_be_numbers(got) or not _may_be_numbers(wrong):
        return None
    if is_numeric(got) and is_numeric(wrong) and not have_same_kind(got, wrong):
        return None
    return to_comparable(got, wrong)


def _may_be_numbers(value: Any) -> bool:
    return isinstance(value, np.ndarray | float | int | list | tuple) and not isinstance(value, bool)


def _compare_numbers(got: NDArray[Any], wrong: NDArray[Any]) -> Agreement:
    if got.tobytes() == wrong.tobytes():
        return Agreement(agrees=True)
    finite = np.isfinite(got) & np.isfinite(wrong)
    if finite.all():
        return Agreement(_are_close(got, wrong))
    same = finite | (got == wrong) | (np.isnan(got) & np.isnan(wrong))
    left_out = np.isfinite(got) ^ np.isfinite(wrong)
    agrees = bool((same | left_out).all()) and _are_close(got[finite], wrong[finite])
    beyond = bool((left_out & np.isfinite(got)).any())
    return Agreement(agrees, bool(left_out.any()), 2 * int(same.sum()) >= got.size, beyond)


def _are_close(got: NDArray[Any], wrong: NDArray[Any]) -> bool:
    size = np.abs(wrong)
    scale = min(float(size.max(initial=0.0)), sys.float_info.max)
    with np.errstate(all="ignore"):
        return bool((np.abs(got - wrong) <= RTOL * size + ATOL * max(1.0, scale)).all())


def is_telling(got: Any, wrong: Any, right: Any) -> bool:
    """Whether a suspect's part differs from the right one in a number that is finite in all three, or in its form."""
    numbers = _to_pair(wrong, right)
    if numbers is None:
        return not have_same_values(wrong, right)
    mine = _to_pair(got, wrong)
    finite = np.isfinite(numbers[0]) & np.isfinite(numbers[1])
    finite &= True if mine is None else np.isfinite(mine[0])
    return not _are_close(numbers[0][finite], numbers[1][finite])


def is_much_nearer(got: Any, wrong: Any, right: Any) -> bool:
    """Whether a student's part is so much nearer to a suspect's than that is to the right one that it is no chance."""
    mine, theirs = _to_pair(got, wrong), _to_pair(wrong, right)
    if mine is None or theirs is None or mine[0].tobytes() == mine[1].tobytes():
        return True
    with np.errstate(all="ignore"):
        distance, difference = _find_distance(*mine), _find_distance(*theirs)
        scale = float(np.abs(mine[1][np.isfinite(mine[1])]).max(initial=0.0))
    return distance <= max(difference / TIMES_NEARER, ROUNDING * max(1.0, scale))


def _find_distance(one: NDArray[Any], other: NDArray[Any]) -> float:
    finite = np.isfinite(one) & np.isfinite(other)
    return float(np.abs(np.subtract(one[finite], other[finite], dtype=np.float64)).max(initial=0.0))
