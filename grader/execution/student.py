"""The student proxy: in a check, `student.softmax(Z)` calls the worker and returns a validated answer."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import CourseError
from grader.execution.answers import to_answer
from grader.execution.replies import Returned
from grader.exercise.failures import CheckFailed, Failure
from grader.exercise.formulas import Formula
from grader.exercise.precision import is_single
from grader.exercise.python_source import MAX_ENTRIES, to_call
from grader.exercise.spec import Dims, DimSizes, Function, Parameter, bind, to_shape
from grader.exercise.student import Observation
from grader.worker import wire
from grader.worker.callables import to_argument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.execution.replies import Reply
    from grader.execution.transport import Transport
    from grader.exercise.failures import SideEffects
    from grader.exercise.precision import FormFault


MAX_CALLS_KEPT = 30
MAX_ENTRIES_IN_FULL = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call that a check made: encoded arguments, raw reply, and validated answer if there is one."""

    function: str
    arguments: bytes
    callbacks: tuple[Callback, ...]
    reply: Reply
    answer: Any = None

    @property
    def text(self) -> str:
        """The call as Python source; large arrays are summarised."""
        return self._write(MAX_ENTRIES)

    @property
    def in_full(self) -> str:
        """The call as Python source, with large arrays written out."""
        return self._write(MAX_ENTRIES_IN_FULL)

    def _write(self, max_entries: int) -> str:
        # Decoded from the bytes sent: the check may have changed its arrays since. Lazy: most calls are never shown.
        arguments, options = wire.decode(self.arguments)
        names = {wire.FunctionRef(index): callback for index, callback in enumerate(self.callbacks)}
        shown = [names.get(value, value) if isinstance(value, wire.FunctionRef) else value for value in arguments]
        return to_call(self.function, tuple(shown), options, max_entries)


@dataclass(slots=True)
class StudentProxy:
    """A proxy for the declared functions of one exercise; one object serves one case of one check.

    `refused` has the failures of the refused items of answers that the check used.
    """

    functions: dict[str, Function]
    transport: Transport
    calls: list[Call] = field(default_factory=list)
    followed: bool = False
    form_faults: dict[str, FormFault] = field(default_factory=dict)
    refused: list[Failure] = field(default_factory=list)

    def is_single(self) -> bool:
        """Whether an answer of this case consists of numbers of float32."""
        if "dtype" in self.form_faults.values():
            return True
        values = (call.reply.value for call in self.calls if isinstance(call.reply, Returned))
        return any(is_single(array) for value in values for array in _arrays(value))

    def note_single(self) -> None:
        """Note that an answer is right in float32 and not in float64."""
        if "dtype" not in self.form_faults.values():
            name = self.calls[-1].function if self.calls else "The answer"
            self.form_faults[f"{name} returned numbers that are precise to float32 only, expected float64."] = "dtype"

    def mark_followed(self) -> None:
        """Record that an answer was accepted because it follows from the student's own earlier parts."""
        self.followed = True

    @property
    def side_effects(self) -> SideEffects:
        """The side effects of the last call, as reported by the worker."""
        return self.calls[-1].reply.side_effects

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        function = self._function(name)
        return lambda *arguments, **options: self._answer(function, arguments, options)

    def observe(self, name: str, *arguments: Any, **options: Any) -> Observation:
        """Call a function that may raise, and return its answer or its exception as an `Observation`.

        Only exceptions raised by the student's code are observed.

        Raises:
            CheckFailed: the call hangs or crashes, is not written yet, or returns a value of the wrong form.
        """
        function = self._function(name)
        reply, sides = self._call(function, arguments, options)
        if isinstance(reply, Failure):
            if reply.verdict != "raised":
                raise CheckFailed(reply)
            return Observation(None, reply, reply.side_effects)
        return Observation(self._trusted(function, reply, sides), None, reply.side_effects)

    def _function(self, name: str) -> Function:
        try:
            return self.functions[name]
        except KeyError:
            raise CourseError(f"A check calls {name}, which the spec does not declare.") from None

    def _answer(self, function: Function, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        reply, sides = self._call(function, arguments, options)
        if isinstance(reply, Failure):
            raise CheckFailed(reply)
        return self._trusted(function, reply, sides)

    def _call(self, function: Function, arguments: tuple[Any, ...], options: dict[str, Any]) -> tuple[Reply, DimSizes]:
        arguments, options = _arrange(function, arguments, options)
        sides = _bind_sides(function, arguments, options)
        callbacks: list[Callback] = []
        dims = {parameter.name: parameter for parameter in function.parameters}
        encoded = wire.encode(
            (
                tuple(
                    self._sendable(value, parameter, sides, callbacks)
                    for value, parameter in zip(arguments, function.parameters, strict=False)
                ),
                {key: self._sendable(value, dims[key], sides, callbacks) for key, value in options.items()},
            )
        )
        reply = self.transport.call(function.name, encoded, callbacks)
        if len(self.calls) == MAX_CALLS_KEPT:
            self.calls.pop()  # keep the first calls and the latest one
        self.calls.append(Call(function.name, encoded, tuple(callbacks), reply))
        return reply, sides

    def _trusted(self, function: Function, reply: Returned, sides: DimSizes) -> Any:
        answer = to_answer(reply.value, function, sides, self.form_faults, self.refused.append)
        last = self.calls[-1] if self.calls else None
        if last is not None and last.reply is reply:
            self.calls[-1] = Call(last.function, last.arguments, last.callbacks, reply, answer)
        return answer

    def _sendable(self, value: Any, parameter: Parameter, sides: DimSizes, callbacks: list[Callback]) -> Any:
        if isinstance(value, Formula):
            return wire.Expression(value.text, value.constants, _argument_shape(parameter.dims, sides))
        if not callable(value):
            return value
        callbacks.append(Callback(value, parameter.dims, sides))
        return wire.FunctionRef(len(callbacks) - 1)


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Return the arrays and floats of a returned value, each as an array."""
    match value:
        case np.ndarray():
            yield value
        case float():
            yield np.array(value)
        case list() | tuple():
            for item in value:
                yield from _arrays(item)
        case dict():
            for item in value.values():
                yield from _arrays(item)


class Callback:
    """A function of the grader's that a worker may call with one array of the declared shape."""

    def __init__(self, function: Callable[..., Any], dims: Dims | None, sides: DimSizes) -> None:
        self._function = function
        self._shape = _argument_shape(dims, sides)
        self.__name__ = str(getattr(function, "__name__", function))

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function.

        Raises:
            ValueError: the arguments are not one array of the declared shape.
        """
        return self._function(to_argument(arguments, options, self._shape))


def _argument_shape(dims: Dims | None, sides: DimSizes) -> tuple[int, ...] | None:
    return None if dims is None else to_shape(dims, sides)


def _arrange(
    function: Function, arguments: tuple[Any, ...], options: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Pass required arguments by position and optional ones by keyword, as every exercise promises.

    Raises:
        CourseError: the arguments do not match the signature.
    """
    named = dict(zip((parameter.name for parameter in function.parameters), arguments, strict=False)) | options
    required = [parameter.name for parameter in function.parameters if not parameter.optional]
    unknown = set(named) - {parameter.name for parameter in function.parameters}
    missing = [name for name in required if name not in named]
    if missing or unknown or len(arguments) + len(options) != len(named):
        raise CourseError(f"A check calls {function.name} with arguments that do not match {function.signature}.")
    return tuple(named.pop(name) for name in required), named


def _bind_sides(function: Function, arguments: tuple[Any, ...], options: dict[str, Any]) -> DimSizes:
    """Return the lengths of the sides, taken from the arguments of a call."""
    required = iter(arguments)
    values = [options.get(p.name) if p.optional else next(required) for p in function.parameters]
    return dict(_find_sides(function, tuple(map(_shape, function.parameters, values))))


def _shape(parameter: Parameter, value: Any) -> tuple[int, ...] | None:
    """Return the shape of an argument, or None if no shape is declared for it."""
    if parameter.kind != "array" or parameter.dims is None or value is None:
        return None
    array = value.array if isinstance(value, wire.WithLayout) else value
    shape: tuple[int, ...] = array.shape if isinstance(array, np.ndarray) else np.shape(array)
    return shape


@functools.lru_cache(maxsize=10_000)  # the same few shapes for every submission
def _find_sides(function: Function, shapes: tuple[tuple[int, ...] | None, ...]) -> DimSizes:
    sides: DimSizes = {}
    for parameter, shape in zip(function.parameters, shapes, strict=True):
        reason = "" if shape is None else bind(parameter.dims or (), shape, sides)
        if reason:
            raise CourseError(f"A check calls {function.name} with the wrong shape for {parameter.name}: {reason}.")
    return sides
