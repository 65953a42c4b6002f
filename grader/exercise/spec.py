"""What an exercise declares: the functions a student writes, with the shapes that go in and come out.

An exercise's `spec.py` says it in Python:

    @shapes("X:(n,d), W:(d,k) -> (n,k)")
    def scores(X: Array, W: Array) -> Array:
        ...

DimSizes with the same name are equal within one call; `...` stands for any number of leading sides. A
parameter that is a function has the shape of the array it is called with. A function that returns a dict
lists its entries: `-> dW:(d,k), db:(k)`; one that returns a tuple, the arrays in it. A side that no argument
has may be of any length.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import types
import typing
from collections.abc import Callable as AbstractCallable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from grader.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

Array: TypeAlias = NDArray[np.float64]
Dims: TypeAlias = tuple[str, ...]
DimSizes: TypeAlias = dict[str, tuple[int, ...]]
Kind = Literal["array", "function", "other"]

F = TypeVar("F", bound="Callable[..., Any]")
_ENTRY = re.compile(r"\s*(?:(\w+)\s*:\s*)?\(([^()]*)\)\s*(?:,|$)")
_SCALARS = (float, int, bool)
_UNIONS = (types.UnionType, typing.Union)


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """A float64 array; `dims` is None where any shape will do."""

    dims: Dims | None


@dataclass(frozen=True, slots=True)
class ScalarOf:
    """A Python scalar of the given type."""

    type: type[Any]


@dataclass(frozen=True, slots=True)
class DictOf:
    """A dict with at least these entries."""

    entries: tuple[tuple[str, ArrayOf], ...]


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A tuple of exactly these items."""

    items: tuple[ArrayOf | ScalarOf, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of any length."""

    item: ArrayOf | ScalarOf


Result: TypeAlias = ArrayOf | ScalarOf | DictOf | TupleOf | ListOf


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a declared function; `dims` is None where no shape is declared."""

    name: str
    kind: Kind
    dims: Dims | None
    optional: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that an exercise asks for; each declaration is its own."""

    name: str
    parameters: tuple[Parameter, ...]
    result: Result
    signature: str
    doc: str


def shapes(text: str) -> Callable[[F], F]:
    """Declare the shapes of a function's arrays, as in `"X:(n,d), W:(d,k) -> (n,k)"`."""

    def declare(function: F) -> F:
        function.__shapes__ = text  # type: ignore[attr-defined]  # functions carry attributes
        return function

    return declare


def find_functions(spec: ModuleType) -> tuple[Function, ...]:
    """Return the functions that a spec module declares, in order.

    Raises:
        CourseError: a declaration does not agree with itself.
    """
    found = [
        value
        for name, value in vars(spec).items()
        if inspect.isfunction(value) and value.__module__ == spec.__name__ and not name.startswith("_")
    ]
    return tuple(to_function(value) for value in found)


def to_function(function: Callable[..., Any]) -> Function:
    """Read a declaration.

    Raises:
        CourseError: the shapes do not match the parameters or the annotations.
    """
    name = function.__name__
    text = getattr(function, "__shapes__", "")
    left, _, right = text.partition("->")
    hints = typing.get_type_hints(function)
    arguments = dict(parse_shapes(left, name))
    parameters = inspect.signature(function).parameters
    unknown = set(arguments) - set(parameters)
    if unknown or "return" not in hints:
        what = f"shapes for {sorted(unknown)}, which it does not take" if unknown else "no return annotation"
        raise CourseError(f"{name}: {what}.")
    return Function(
        name,
        tuple(
            Parameter(key, _kind(hints.get(key)), arguments.get(key), value.default is not value.empty)
            for key, value in parameters.items()
        ),
        _to_result(hints["return"], parse_shapes(right, name), name),
        _signature_as_written(function),
        inspect.getdoc(function) or "",
    )


def parse_shapes(text: str, owner: str) -> list[tuple[str, Dims]]:
    """Read `"X:(n,d), (k)"` into `[("X", ("n", "d")), ("", ("k",))]`.

    Raises:
        CourseError: the text is something else.
    """
    entries, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None:
            raise CourseError(f"{owner}: cannot read the shapes at {text[at:]!r}; write name:(n,k).")
        dims = tuple(side.strip() for side in match[2].split(",") if side.strip())
        entries.append((match[1] or "", dims))
        at = match.end()
    return entries


def bind(dims: Dims, shape: tuple[int, ...], sides: DimSizes) -> str:
    """Match a shape against declared sides, and add newly met ones to `sides`.

    Returns the reason for which it does not fit, or an empty string.
    """
    if dims[:1] == ("...",):
        inner = len(dims) - 1
        if len(shape) < inner:
            return f"at least {inner} dimensions are needed"
        lead, shape, dims = shape[: len(shape) - inner], shape[len(shape) - inner :], dims[1:]
        if sides.setdefault("...", lead) != lead:
            return f"the leading sides are {lead}, not {sides['...']}"
    if len(shape) != len(dims):
        return f"{len(dims)} dimensions are needed"
    for name, length in zip(dims, shape, strict=True):
        known = sides.setdefault(name, (length,))
        if known != (length,):
            return f"side {name} is {length}, not {known[0]}"
    return ""


def to_shape(dims: Dims, sides: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the shape that `dims` stands for once every side in it is known."""
    return tuple(length for name in dims for length in sides[name])


def _signature_as_written(function: Callable[..., Any]) -> str:
    """Return `name(parameters) -> type` as the source has it; evaluated annotations are unreadable."""
    source = textwrap.dedent(inspect.getsource(function))
    definition = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    head = source.splitlines()[definition.lineno - 1 : definition.body[0].lineno - 1]
    return "\n".join(head).strip().removeprefix("def ").removesuffix(":")


def _kind(hint: Any) -> Kind:
    origin = typing.get_origin(hint)
    if hint == Array or (origin in _UNIONS and Array in typing.get_args(hint)):
        return "array"  # `Array | None` is an array that may be left out
    return "function" if origin is AbstractCallable else "other"


def _to_result(hint: Any, entries: list[tuple[str, Dims]], owner: str) -> Result:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SCALARS and not entries:
        return ScalarOf(hint)
    if hint == Array and len(entries) == 1:
        return ArrayOf(entries[0][1])
    if origin is dict and entries and all(name for name, _ in entries):
        return DictOf(tuple((name, ArrayOf(dims)) for name, dims in entries))
    if origin is tuple and len(entries) in (0, sum(t == Array for t in inner)):
        shapes_left = iter(dims for _, dims in entries)
        return TupleOf(tuple(ScalarOf(t) if t in _SCALARS else ArrayOf(next(shapes_left, None)) for t in inner))
    if origin is list and not entries:
        return ListOf(ScalarOf(inner[0]) if inner[0] in _SCALARS else ArrayOf(None))
    shown = getattr(hint, "__name__", hint)
    advice = " A single number has no shape: leave out '->' and what follows it." if hint in _SCALARS else ""
    raise CourseError(f"{owner}: the shapes after '->' do not go with its return annotation {shown}.{advice}")
