"""Validate answers: the only place where a returned value becomes one that a check may trust.

`to_answer` tests in this order and stops at the first fault: not None, right kind, right keys, right shape,
float64, finite. The result is a base ndarray, float, int, bool, a tuple or list of these, or `Entries`: a dict
that validates each entry when a check first reads it, so a wrong shape in one entry fails only the checks that
use that entry. In a tuple or list, a `Refused` stands for an item that was refused, to the same effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeAlias

import numpy as np

from grader.exercise.failures import CheckFailed, Failure, Form
from grader.exercise.precision import FormFault
from grader.exercise.refused import Refused
from grader.exercise.spec import (
    Array,
    ArrayOf,
    DictOf,
    Dims,
    DimSizes,
    Function,
    ListOf,
    Result,
    ScalarOf,
    TupleOf,
    bind,
    to_shape,
)
from grader.text import one_line, quote_list
from grader.worker.wire import Expression, FunctionRef, Unsupported

FormFaults: TypeAlias = dict[str, FormFault]

_FOREIGN_ARRAYS = ("an array of dtype object", "an array of dtype float128")
_KINDS = {
    "an array too large to be sent": "an array too large to send",
    "a value too large to be sent": "a value too large to send",
    "numpy.ma.MaskedArray": "a masked array",
    "numpy.matrix": "a numpy.matrix",
    "set": "a set",
    "generator": "a generator",
    "function": "a function",
    "method": "a method",
    "type": "a class",
    "map": "a map",
    "zip": "a zip",
    "range": "a range",
    "bytes": "bytes",
}


def _reject(form: Form, summary: str, detail: str = "") -> NoReturn:
    """Reject an answer of the wrong form.

    Raises:
        CheckFailed: always.
    """
    raise CheckFailed(Failure("failed", summary, detail, form=form, about_property=form == "not_finite"))


class Entries(Mapping[str, Any]):
    """The entries of a dict that a student's function returned, each validated on first use."""

    def __init__(
        self, raw: dict[str, Any], entries: dict[str, ArrayOf], what: str, sides: DimSizes, faults: FormFaults
    ) -> None:
        self._raw = raw
        self._entries = entries
        self._what = what
        self._sides = sides
        self._faults = faults
        self.judged: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        """Return a validated entry.

        Raises:
            CheckFailed: the entry is missing, has the wrong shape or dtype, or is not finite.
        """
        if key not in self.judged:
            self.judged[key] = self._judge(key)
        return self.judged[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _judge(self, key: str) -> Any:
        if key not in self._raw:
            present = quote_list([one_line(repr(name), 30) for name in list(self._raw)[:12]]) or "none"
            summary = f"The dict that {self._what} returned has no key {key!r}."
            raise CheckFailed(Failure("failed", summary, f"Its keys: {present}.", form="keys", actual=self))
        try:
            what = f"{self._what}(...)[{key!r}]"
            return _convert(self._raw[key], self._entries[key], what, self._sides, self._faults)
        except CheckFailed as rejected:
            raise CheckFailed(replace(rejected.failure, actual=self)) from None


def to_answer(
    value: Any,
    function: Function,
    sides: DimSizes,
    faults: FormFaults | None = None,
    report: Callable[[Failure], None] = lambda _: None,
) -> Any:
    """Convert the value that a student's function returned to the declared result.

    Lists and tuples of numbers become arrays; zero-dimensional arrays become floats where a float is declared. So do
    answers whose only fault is an axis of length 1 too many or too few, or float32; the fault is added to `faults`.

    Args:
        sides: the lengths of the sides, known from the arguments of the call.
        faults: collects the faults of form, by the sentence that names them.
        report: is told why an item of a tuple or list was refused, once a check uses it.

    Raises:
        CheckFailed: the value, or each of its items, has the wrong kind, shape or dtype, or is not finite.
    """
    if value is None:
        _reject("none", f"{function.name} returned None. Is a `return` missing?")
    answer = _convert(value, function.result, function.name, sides, {} if faults is None else faults)
    return _tell_apart(answer, report) if isinstance(answer, tuple | list) else answer


def _tell_apart(items: tuple[Any, ...] | list[Any], report: Callable[[Failure], None]) -> Any:
    """Let items that were refused stand beside the others, so that only checks that use them fail.

    Raises:
        CheckFailed: every item was refused.
    """
    refused = [item for item in items if isinstance(item, _Rejected)]
    if refused and len(refused) == len(items):
        raise CheckFailed(refused[0].failure)
    kept = [Refused(item.failure, item.raw, report) if isinstance(item, _Rejected) else item for item in items]
    return kept if isinstance(items, list) else tuple(kept)


@dataclass(frozen=True, slots=True)
class _Rejected:
    """An item of an answer that was refused, as it came."""

    failure: Failure
    raw: Any


def expected_form(result: Result, sides: DimSizes) -> str:
    """Describe the declared result of a function: `an array of shape (2, 3)`."""
    match result:
        case ArrayOf(None):
            return "an array"
        case ArrayOf(dims):
            return f"an array of shape {_expected_shape(dims or (), sides)}"
        case ScalarOf(kind):
            return {float: "a float", int: "an int", bool: "True or False"}[kind]
        case DictOf(entries):
            return f"a dict with the keys {quote_list([key for key, _ in entries])}"
        case TupleOf(items):
            return f"a tuple of {quote_list([expected_form(item, sides) for item in items])}"
        case ListOf(item):
            return f"a list in which each item is {expected_form(item, sides)}"


def _convert(value: Any, result: Result, what: str, sides: DimSizes, faults: FormFaults) -> Any:
    match result:
        case ArrayOf(dims):
            return _to_array(value, dims, what, sides, faults)
        case ScalarOf(kind):
            return _to_scalar(value, kind, what, faults)
        case DictOf(entries):
            _require(isinstance(value, dict), value, result, what, sides)
            return Entries(value, dict(entries), what, sides, faults)
        case TupleOf(items):
            _require(isinstance(value, list | tuple) and len(value) == len(items), value, result, what, sides)
            return tuple(
                _convert_item(v, r, f"{what}(...)[{i}]", sides, faults)
                for i, (v, r) in enumerate(zip(value, items, strict=True))
            )
        case ListOf(item):
            _require(isinstance(value, list | tuple), value, result, what, sides)
            return [_convert_item(v, item, f"{what}(...)[{i}]", sides, faults) for i, v in enumerate(value)]


def _convert_item(value: Any, result: Result, what: str, sides: DimSizes, faults: FormFaults) -> Any:
    try:
        return _convert(value, result, what, sides, faults)
    except CheckFailed as rejected:
        return _Rejected(rejected.failure, value)


def _to_scalar(value: Any, kind: type[Any], what: str, faults: FormFaults) -> Any:
    if kind is float and isinstance(value, np.ndarray) and value.dtype in (np.float32, np.float64):
        if value.shape == (1,):
            faults[f"{what} returned shape (1,), expected a float."] = "shape"
            value = value[0:1].reshape(())
        value = _from_single(value, what, faults)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype == np.float64:
        value = float(value)
    if kind is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    _require(type(value) is kind, value, ScalarOf(kind), what, {})
    if kind is float and not math.isfinite(value):
        _reject("not_finite", f"{what} returned {value}, which is not a finite number.")
    return value


def _to_array(value: Any, dims: Dims | None, what: str, sides: DimSizes, faults: FormFaults) -> Array:
    if isinstance(value, list | tuple | int | float) and not isinstance(value, bool):
        value = _from_numbers(value, dims, what, sides, faults)
    if isinstance(value, Unsupported) and value.kind in _FOREIGN_ARRAYS:
        _reject("dtype", f"{what} returned {value.kind}, expected float64.")
    _require(isinstance(value, np.ndarray), value, ArrayOf(dims), what, sides)
    if dims is not None and bind(dims, value.shape, dict(sides)):
        summary = f"{what} returned shape {_shape(value.shape)}, expected {_expected_shape(dims, sides)}."
        fitting = _find_fitting_shape(value.shape, dims, sides)
        if fitting is None:
            _reject("shape", summary)
        faults[summary] = "shape"
        value = value.reshape(fitting)
    value = _from_single(value, what, faults)
    if value.dtype != np.float64:
        _reject("dtype", f"{what} returned an array of dtype {value.dtype}, expected float64.")
    if not np.isfinite(value).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        where = f" at {list(place)}" if place else ""
        _reject("not_finite", f"{what} returned {value[place]}{where}, which is not a finite number.")
    return np.array(value)


def _find_fitting_shape(shape: tuple[int, ...], dims: Dims, sides: DimSizes) -> tuple[int, ...] | None:
    """Return the declared shape if one axis of length 1 more or less gives it, and no other; else None."""
    longer = {(*shape[:axis], 1, *shape[axis:]) for axis in range(len(shape) + 1)}
    shorter = {(*shape[:axis], *shape[axis + 1 :]) for axis, side in enumerate(shape) if side == 1}
    fitting = [found for found in longer | shorter if not bind(dims, found, dict(sides))]
    return fitting[0] if len(fitting) == 1 else None


def _from_single(value: Array, what: str, faults: FormFaults) -> Array:
    """Convert an array of float32 to float64, and note it; return any other as it is."""
    if value.dtype != np.float32:
        return value
    faults[f"{what} returned {'a number' if value.shape == () else 'an array'} of dtype float32, expected float64."] = (
        "dtype"
    )
    with np.errstate(all="ignore"):  # a NaN of float32 may signal when it is converted
        return value.astype(np.float64)


def _from_numbers(value: Any, dims: Dims | None, what: str, sides: DimSizes, faults: FormFaults) -> Any:
    """Convert nested lists and tuples of numbers and float64 arrays to an array."""
    leaves = list(_leaves(value))
    for leaf in leaves:
        if isinstance(leaf, Unsupported) and leaf.kind in _FOREIGN_ARRAYS:
            _reject("dtype", f"{what} returned {leaf.kind}, expected float64.")
        numeric = type(leaf) in (int, float) or isinstance(leaf, np.ndarray)
        _require(numeric, leaf, ArrayOf(dims), f"Inside its list, {what}", sides)
    arrays = [leaf for leaf in leaves if isinstance(leaf, np.ndarray) and leaf.dtype != np.float64]
    summary = f"{what} returned a list with numbers of dtype {arrays[0].dtype if arrays else ''}, expected float64."
    if any(array.dtype != np.float32 for array in arrays):
        _reject("dtype", summary)
    if arrays:
        faults[summary] = "dtype"
    try:
        return np.array(value, dtype=np.float64)
    except (ValueError, OverflowError):
        _reject("shape", f"{what} returned a list whose rows differ in length.")


def _leaves(value: Any) -> Any:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _require(holds: bool, value: Any, result: Result, what: str, sides: DimSizes) -> None:
    if not holds:
        _reject("kind", f"{what} returned {describe_form(value)}, expected {expected_form(result, sides)}.")


def describe_form(value: Any) -> str:
    """Describe the form of a value of the closed set without its numbers: `a float`, `an array of shape (2, 3)`."""
    match value:
        case np.ndarray() if value.shape == ():
            return f"a scalar of dtype {value.dtype}"
        case np.ndarray():
            dtype = "" if value.dtype == np.float64 else f" and dtype {value.dtype}"
            return f"an array of shape {_shape(value.shape)}{dtype}"
        case None | bool():
            return str(value)
        case FunctionRef() | Expression():
            return "a function"
        case Unsupported(kind) if kind.startswith("a value of "):  # a stand-in for a package
            return one_line(kind, 160)
        case Unsupported():
            what = f"something that is neither a number nor an array of numbers ({one_line(value.kind, 100)})"
            return _KINDS.get(value.kind, what)
        case int():
            return "an int"
        case _:
            return f"a {type(value).__name__}"


def _expected_shape(dims: Dims, sides: DimSizes) -> str:
    try:
        return _shape(to_shape(dims, sides))
    except KeyError:
        return f"({', '.join(dims)}{',' if len(dims) == 1 else ''})"


def _shape(shape: tuple[int, ...]) -> str:
    return str(tuple(int(side) for side in shape))
