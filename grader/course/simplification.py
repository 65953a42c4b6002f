"""Makes a failing case of a property say more: short decimals, and which inputs make no difference.

An input is a drawn value, or an entry of a drawn dict such as the arguments of a call; it goes by its keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.course.promises import find_promises, find_unit_rows
from grader.course.suspect_table import choose_evenly
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from grader.course.promises import Promise

    Keys: TypeAlias = tuple[str, ...]

MAX_ROUNDINGS = 40
MAX_VARIANTS = 3
MIN_VARIANTS = 2
_DECIMALS = (0, 1, 2, 3)


def find_inputs(case: bytes) -> dict[Keys, Any]:
    """Return the inputs of a case."""
    return dict(_walk((), wire.decode(case)))


def _walk(keys: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    if not isinstance(value, dict):
        yield keys, value
        return
    for key, part in value.items():
        yield from _walk((*keys, key), part)


def replace_inputs(case: bytes, changed: Mapping[Keys, Any]) -> bytes:
    """Return a case with other values for some of its inputs."""
    values = wire.decode(case)
    for keys, value in changed.items():
        holder = values
        for key in keys[:-1]:
            holder = holder[key]
        holder[keys[-1]] = value
    return wire.encode(values)


def find_variants(case: bytes, keys: Keys, recorded: Sequence[Mapping[Keys, Any]]) -> list[bytes]:
    """Return the case with other recorded values of one input; none if there are too few to say anything.

    Beside other inputs, which it may have to match, a value is cut to the shape of the one that it replaces.

    Args:
        recorded: the inputs of the recorded cases.
    """
    inputs = find_inputs(case)
    own = inputs[keys]
    values = [found[keys] for found in recorded if keys in found]
    fitting = values if len(inputs) == 1 else [cut for cut in (_fit(value, own) for value in values) if cut is not None]
    others = {wire.encode(value): value for value in fitting}
    others.pop(wire.encode(own), None)
    chosen = choose_evenly(list(others.values()), MAX_VARIANTS)
    return [replace_inputs(case, {keys: value}) for value in chosen] if len(chosen) >= MIN_VARIANTS else []


def _fit(value: Any, own: Any) -> Any:
    """Return a value cut to the shape of the one that it would replace; None if it does not fit."""
    if not isinstance(own, np.ndarray):
        return value if _to_kind(value) == _to_kind(own) else None
    if not isinstance(value, np.ndarray) or value.ndim != own.ndim or value.dtype != own.dtype:
        return None
    cut = value[tuple(slice(side) for side in own.shape)].copy()
    # A part of a row of probabilities is none.
    return cut if cut.shape == own.shape and np.all(find_unit_rows(cut) >= find_unit_rows(own)) else None


def _to_kind(value: Any) -> Any:
    match value:
        case np.ndarray():
            return value.shape, value.dtype
        case list() | tuple():
            return [_to_kind(item) for item in value]
        case _:
            return type(value)


@np.errstate(all="ignore")  # to round a huge number is to multiply it first
def shorten(case: bytes, recorded: Sequence[Mapping[Keys, Any]], fails: Callable[[bytes], bool]) -> bytes:
    """Return a case that fails as this one does, with the shortest decimals that were found.

    All inputs are rounded at once, then each, then each entry of an array. What holds for all recorded values of an
    input holds for a rounded one.

    Args:
        recorded: the inputs of the recorded cases.
        fails: whether a case fails in the same way; called at most `MAX_ROUNDINGS` times.
    """
    inputs = find_inputs(case)
    if all(_is_same(value, _round(value, 0)) for value in inputs.values()):
        return case
    search = _Search(case, find_promises([inputs, *recorded]), fails)
    search.try_first(search.round_all(list(inputs), decimals) for decimals in _DECIMALS)
    for keys in inputs:
        search.try_first(search.round_all([keys], decimals) for decimals in _DECIMALS)
    for keys, value in find_inputs(search.case).items():
        for index in range(min(value.size, MAX_ROUNDINGS)) if _is_real(value) else ():
            search.try_first(search.round_entry(keys, index, decimals) for decimals in _DECIMALS)
    return search.case


def round_case(case: bytes, promises: Mapping[Keys, Promise], fewest: int) -> bytes:
    """Return a case, each of its inputs rounded to the fewest decimals, at least `fewest`, that its promise allows."""
    return replace_inputs(case, {k: _round_input(value, promises[k], fewest) for k, value in find_inputs(case).items()})


def _round_input(value: Any, promise: Promise, fewest: int) -> Any:
    rounded = (_round(value, decimals) for decimals in _DECIMALS if decimals >= fewest)
    return next((short for short in rounded if promise.allows(value, short)), value)


@dataclass(slots=True)
class _Search:
    """The shortest case so far, and how many more may be judged."""

    case: bytes
    promises: Mapping[Keys, Promise]
    fails: Callable[[bytes], bool]
    left: int = MAX_ROUNDINGS
    tried: set[bytes] = field(default_factory=set)

    def try_first(self, candidates: Iterator[dict[Keys, Any]]) -> None:
        """Keep the first of these changes with which the case fails still."""
        for changed in candidates:
            candidate = replace_inputs(self.case, changed)
            if self.left == 0:
                return
            if candidate == self.case or candidate in self.tried:
                continue
            self.left -= 1
            self.tried.add(candidate)
            if self.fails(candidate):
                self.case = candidate
                return

    def round_all(self, inputs: Sequence[Keys], decimals: int) -> dict[Keys, Any]:
        """Return the inputs rounded, without those that break a promise."""
        current = find_inputs(self.case)
        rounded = {keys: _round(current[keys], decimals) for keys in inputs}
        return {keys: value for keys, value in rounded.items() if self._is_better(keys, current[keys], value)}

    def round_entry(self, keys: Keys, index: int, decimals: int) -> dict[Keys, Any]:
        """Return an array with one of its entries rounded; nothing if that breaks a promise."""
        current = find_inputs(self.case)[keys]
        rounded = current.copy()
        rounded.flat[index] = np.round(current.flat[index], decimals) + 0.0
        return {keys: rounded} if self._is_better(keys, current, rounded) else {}

    def _is_better(self, keys: Keys, current: Any, rounded: Any) -> bool:
        return not _is_same(current, rounded) and self.promises[keys].allows(current, rounded)


def _is_real(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float64


def _is_same(one: Any, other: Any) -> bool:
    return wire.encode(one) == wire.encode(other)


def _round(value: Any, decimals: int) -> Any:
    """Round the floats of a value; rows that sum to 1 still do, by their largest entry."""
    match value:
        case float():
            return round(value, decimals) + 0.0  # -0.0 would read as if its sign mattered
        case np.ndarray() if _is_real(value):
            return _keep_sums(np.asarray(np.round(value, decimals) + 0.0), find_unit_rows(value), decimals)
        case list() | tuple():
            return type(value)(_round(item, decimals) for item in value)
        case _:
            return value


def _keep_sums(rounded: Any, is_unit: Any, decimals: int) -> Any:
    for row in map(tuple, np.argwhere(is_unit)):
        largest = (*row, rounded[row].argmax())
        rounded[largest] = np.round(rounded[largest] + 1 - rounded[row].sum(), decimals)
    return rounded
