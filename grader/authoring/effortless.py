"""Generates answers that take no work, to prove that they earn next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from grader.execution.replies import Reply, Returned
from grader.exercise.checks import GUARDED_CASES
from grader.exercise.spec import ArrayOf, DictOf, DimSizes, Function, ListOf, Result, ScalarOf, TupleOf, bind, to_shape
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from grader.course.course import Exercise
    from grader.execution.in_process import InProcessTransport
    from grader.execution.transcript import CallKey
    from grader.exercise.spec import Array, Dims

EffortlessKind = Literal["zeros", "ones", "uniform", "input", "ranks", "line"]
KINDS: dict[EffortlessKind, str] = {
    "zeros": "zeros and False",
    "ones": "ones and True",
    "uniform": "1 / length of the last axis",
    "input": "the input returned unchanged",
    "ranks": "the ranks of the input along its last axis",
    "line": "1/2 + input / 4",
}


@dataclass(frozen=True, slots=True)
class EffortlessTransport:
    """Answers every call with a value of the declared form, computed without any work.

    Attributes:
        known: calls that are answered as by the reference, as by somebody who copied the public answers.
    """

    functions: dict[str, Function]
    kind: EffortlessKind
    known: Collection[CallKey] = ()
    reference: InProcessTransport | None = None

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Answer a call from the shapes of its arguments, and from the first one that has the shape of the answer."""
        if self.reference is not None and (function, arguments) in self.known:
            return self.reference.call(function, arguments, callbacks)
        declared = self.functions[function]
        positional, _ = wire.decode(arguments)
        sides: DimSizes = {}
        arrays: list[Array] = []
        for value, parameter in zip(positional, declared.parameters, strict=False):
            if parameter.kind == "array" and parameter.dims is not None:
                bind(parameter.dims, np.shape(value), sides)
                arrays.append(value)
        listed = [item for value in positional if isinstance(value, list) for item in value]
        arrays += [item for item in listed if isinstance(item, np.ndarray)]
        wanted = [item for item in listed if isinstance(item, tuple)]
        return Returned(self._answer(declared.result, sides, arrays, wanted))

    def restart(self) -> None:
        """Do nothing: there is no process to restart."""

    def _answer(self, result: Result, sides: DimSizes, arrays: list[Array], wanted: list[tuple[int, ...]]) -> Any:
        """Return an answer of the declared form; a list of arrays has the shapes `wanted`."""
        match result:
            case ArrayOf(dims):
                return self._array(dims, sides, arrays)
            case ScalarOf(kind):
                return kind(self.kind != "zeros")
            case DictOf(entries):
                return {key: self._answer(entry, sides, arrays, wanted) for key, entry in entries}
            case TupleOf(items):
                return tuple(self._answer(item, sides, arrays, wanted) for item in items)
            case ListOf(ArrayOf(None)) if wanted:
                return [self._filled(shape, arrays) for shape in wanted]
            case ListOf(item):
                return [self._answer(item, sides, arrays, wanted)]

    def _array(self, dims: Dims | None, sides: DimSizes, arrays: list[Array]) -> Array:
        if dims is None:
            return self._filled((), arrays)
        # A dimension that no argument binds, such as the total length of a list of arrays.
        unknown = dict.fromkeys(dims, (sum(array.size for array in arrays),))
        return self._filled(to_shape(dims, unknown | sides), arrays)

    def _filled(self, shape: tuple[int, ...], arrays: list[Array]) -> Array:
        source = next((array for array in arrays if array.shape == shape), np.zeros(shape))
        match self.kind:
            case "input":
                return source
            case "ranks":
                return np.asarray(source.argsort(axis=-1).argsort(axis=-1), dtype=np.float64)
            case "line":
                return np.asarray(0.5 + source / 4)
            case "uniform":
                return np.full(shape, 1.0 / max(1, shape[-1] if shape else 1))
            case _:
                return np.full(shape, float(self.kind == "ones"))


def find_copyable_calls(exercise: Exercise) -> frozenset[CallKey]:
    """Return the calls that each public check makes in all of its guarded cases: their answers can be copied."""
    found: set[CallKey] = set()
    for recorded in exercise.checks:
        if recorded.visibility == "public" and recorded.transcript.asked:
            # Of the guarded cases: a guard that asks the same each time can be answered from a table.
            always = set.intersection(*map(set, recorded.transcript.asked[-GUARDED_CASES:]))
            found |= {recorded.transcript.questions[number] for number in always}
    return frozenset(found)
