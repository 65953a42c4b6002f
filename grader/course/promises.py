"""What may be relied on for the values of an input: whatever holds for all that were recorded.

A strategy cannot be asked whether it could have drawn a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]

_GRID = 16  # numbers drawn as halves, quarters or sixteenths are exact in binary, which some checks need
_SUM_ATOL = 1e-9
_REAL = "iuf"


@dataclass(frozen=True, slots=True)
class Promise:
    """The range of an input's numbers, and the properties that all of its recorded values have."""

    low: float
    high: float
    properties: tuple[Callable[[Numbers], bool], ...]

    def allows(self, current: Any, changed: Any) -> bool:
        """Whether a changed value keeps what all recorded values, and the sums of the current one's rows, have."""
        numbers = to_numbers(changed)
        if not np.all((numbers >= self.low) & (numbers <= self.high)):
            return False
        return all(holds(numbers) for holds in self.properties) and _keeps_sums(current, changed)


def find_promises(cases: Iterable[Mapping[tuple[str, ...], Any]]) -> dict[tuple[str, ...], Promise]:
    """Return what holds for each input in all of these cases."""
    values: dict[tuple[str, ...], list[Numbers]] = {}
    for case in cases:
        for keys, value in case.items():
            values.setdefault(keys, []).append(to_numbers(value))
    return {keys: _find_promise(recorded) for keys, recorded in values.items()}


def _find_promise(recorded: list[Numbers]) -> Promise:
    numbers = np.concatenate(recorded)
    kept = tuple(holds for holds in (_has_no_zero, _is_distinct, _is_on_grid) if all(map(holds, recorded)))
    return Promise(numbers.min(initial=np.inf), numbers.max(initial=-np.inf), kept)


def to_numbers(value: Any) -> Numbers:
    """Return the numbers in a value as a vector."""
    match value:
        case list() | tuple():
            return np.concatenate([np.zeros(0), *map(to_numbers, value)])
        case np.ndarray() if value.dtype.kind in _REAL:
            return value.astype(np.float64).ravel()
        case int() | float():
            return np.array([value], dtype=np.float64)
        case _:
            return np.zeros(0)


def find_unit_rows(value: Any) -> NDArray[np.bool_]:
    """Return which rows of an array are probabilities: along the last axis, not negative, with the sum 1."""
    if not isinstance(value, np.ndarray) or value.ndim == 0 or value.size == 0 or value.dtype.kind not in _REAL:
        return np.zeros((), dtype=np.bool_)
    sums = np.isclose(value.sum(axis=-1), 1.0, rtol=0, atol=_SUM_ATOL)
    return np.asarray(sums & (value >= 0).all(axis=-1))


def _keeps_sums(current: Any, changed: Any) -> bool:
    if isinstance(current, list | tuple):
        return all(map(_keeps_sums, current, changed))
    return bool(np.all(find_unit_rows(changed) >= find_unit_rows(current)))


def _has_no_zero(numbers: Numbers) -> bool:
    return bool(np.all(numbers != 0))


def _is_distinct(numbers: Numbers) -> bool:
    return len(np.unique(numbers)) == len(numbers)


def _is_on_grid(numbers: Numbers) -> bool:
    return bool(np.all(numbers * _GRID == np.round(numbers * _GRID)))
