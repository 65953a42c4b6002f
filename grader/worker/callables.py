"""The functions that a student's code is given: what crosses the wire in their place becomes callable here."""

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
    """A function that the grader passed in failed, or was called in a way it does not allow."""


class CallLimitError(BaseException):
    """A function that the grader passed in was called too often; no `except Exception` may go on after it."""


class Evaluator:
    """An expression that can be called with one array, and `limit` times at most."""

    def __init__(self, expression: wire.Expression, limit: int) -> None:
        self._code = _compile(expression.text)
        self._names = {"np": np, **expression.constants}
        self._shape = expression.shape
        self._left = limit

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Evaluate the expression.

        Raises:
            CallLimitError: it was called too often.
            Exception: whatever the expression raises, or ValueError for a call that is not allowed.
        """
        self._left -= 1
        if self._left < 0:
            raise CallLimitError
        try:
            x = to_argument(arguments, options, self._shape)
            return _to_plain(eval(self._code, {**self._names, "x": x}))  # noqa: S307 - the text is the course's own
        except Exception as error:  # noqa: BLE001 - the expression may fail in any way, and the student is told
            raise to_callback_error(type(error).__name__, str(error)) from None


def to_callables(values: Iterable[Any], ask: Ask, limit: int) -> list[Any]:
    """Put callable objects in the place of references and expressions."""
    return [_to_callable(value, ask, limit) for value in values]


def to_argument(arguments: tuple[Any, ...], options: dict[str, Any], shape: tuple[int, ...] | None) -> Any:
    """Return the one float64 array that a function of the grader takes.

    Raises:
        ValueError: there are other arguments, or it is no array of numbers, or not of this shape.
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
    """Return the exception that a function of the grader raised, of the same type if that is a built-in one."""
    known: Any = getattr(builtins, name, None)
    is_exception = isinstance(known, type) and issubclass(known, Exception)
    error: Any = known(text) if is_exception else CallbackError(text)
    error.from_callback = True
    return error  # type: ignore[no-any-return]  # Any, so that it can carry the mark


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
    """Return the value as it would come over the wire: numbers of Python's, arrays of their own."""
    if isinstance(value, float):  # np.float64 is one
        return float(value)
    if isinstance(value, tuple):
        return tuple(_to_plain(item) for item in value)
    return wire.decode(wire.encode(value))
