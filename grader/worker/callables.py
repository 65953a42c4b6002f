"""Turns function references and expressions from the wire into callables for the student's code."""

from __future__ import annotations

import builtins
import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import CodeType

    Ask = Callable[[int, tuple[Any, ...], dict[str, Any]], Any]


class CallbackError(RuntimeError):
    """A function that the grader passed in failed, or got invalid arguments."""


class CallLimitError(BaseException):
    """A function that the grader passed in was called too often; no `except Exception` can catch this."""


class Evaluator:
    """An expression as a function of one array that may be called at most `limit` times."""

    def __init__(self, expression: wire.Expression, limit: int) -> None:
        self._code = _compile(expression.text)
        self._names = {"np": np, **expression.constants}
        self._shape = expression.shape
        self._left = limit

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Evaluate the expression.

        Raises:
            CallLimitError: it was called too often.
            Exception: the expression raised it; ValueError if the arguments are invalid.
        """
        self._left -= 1
        if self._left < 0:
            raise CallLimitError
        try:
            x = to_argument(arguments, options, self._shape)
            return _to_plain(eval(self._code, {**self._names, "x": x}))  # noqa: S307 - the text comes from the course
        except Exception as error:  # noqa: BLE001 - any failure of the expression is reported to the student
            raise to_callback_error(type(error).__name__, str(error)) from None


def to_callables(values: Iterable[Any], ask: Ask, limit: int) -> list[Any]:
    """Replace references and expressions by callables."""
    return [_to_callable(value, ask, limit) for value in values]


def to_argument(arguments: tuple[Any, ...], options: dict[str, Any], shape: tuple[int, ...] | None) -> Any:
    """Return the only argument of a function of the grader, as a float64 array.

    Raises:
        ValueError: there is not exactly one argument, or it is not an array of numbers of this shape.
    """
    if len(arguments) != 1 or options:
        raise ValueError(f"this function takes one array, not {len(arguments) + len(options)} arguments")
    try:
        array = np.array(arguments[0], dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("this function takes an array of numbers") from None
    if shape is not None and array.shape != shape:
        raise ValueError(f"this function takes an array of shape {shape}, not {array.shape}")
    return array


def to_callback_error(name: str, text: str) -> Exception:
    """Return the exception that a function of the grader raised, of the same type if that is built in."""
    known: Any = getattr(builtins, name, None)
    is_exception = isinstance(known, type) and issubclass(known, Exception)
    error: Any = known(text) if is_exception else CallbackError(text)
    error.from_callback = True
    return error  # type: ignore[no-any-return]  # Any, since it has an attribute of ours


def _to_callable(value: Any, ask: Ask, limit: int) -> Any:
    if type(value) is wire.Expression:
        return Evaluator(value, limit)
    if type(value) is not wire.FunctionRef:
        return value
    index = value.index
    return lambda *arguments, **options: ask(index, arguments, options)


@functools.lru_cache(maxsize=256)
def _compile(text: str) -> CodeType:
    return compile(text, "<formula>", "eval")


def _to_plain(value: Any) -> Any:
    """Return the value as it would arrive over the wire: Python numbers and arrays that share no memory."""
    if isinstance(value, float):  # np.float64 is one
        return float(value)
    if isinstance(value, tuple):
        return tuple(_to_plain(item) for item in value)
    return wire.decode(wire.encode(value))
