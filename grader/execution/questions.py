"""Answer the questions of a worker that calls functions of the grader during a call."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from grader.execution.connection import to_frame
from grader.text import one_line
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.execution.connection import Connection

MAX_QUESTION_BYTES = wire.MAX_FRAME_BYTES  # in one call: a thousand questions with two thousand numbers each


class TooManyCallbacksError(Exception):
    """A worker called the grader's functions too often, or with too much, most likely in an endless loop."""


def await_reply(
    connection: Connection, number: int, callbacks: Sequence[Callable[..., Any]], max_callbacks: int, deadline: float
) -> Any:
    """Read the message that ends call `number`, and answer the worker's questions until it comes.

    Raises:
        TimeoutError: it did not come by `deadline`, which holds for all questions and answers together.
        TooManyCallbacksError: the worker asked too often, or too much.
        Disconnected: the worker closed the connection.
        WireError: it sent something else than values, or asked before the answer to its last question was sent.
    """
    asked, asked_bytes = 0, 0
    while True:
        message = wire.decode_untrusted(connection.read_frame(deadline))
        match message:
            case (str("ask"), int(of), int(index), tuple(arguments), dict(options)) if (
                of == number and 0 <= index < len(callbacks)
            ):
                asked, asked_bytes = asked + 1, asked_bytes + connection.last_bytes
                _demand_few(asked, asked_bytes, max_callbacks)
                _send(connection, to_frame(_answer(callbacks[index], arguments, options)))
                if time.monotonic() > deadline:  # not noticed by `read_frame` where the next question is here already
                    raise TimeoutError
            case _:
                return message


def _demand_few(asked: int, asked_bytes: int, max_callbacks: int) -> None:
    if asked > max_callbacks:
        raise TooManyCallbacksError(f"it called the function it was given more than {max_callbacks} times")
    if asked_bytes > MAX_QUESTION_BYTES:
        raise TooManyCallbacksError(f"it passed more than {MAX_QUESTION_BYTES >> 20} MB to the function it was given")


def _send(connection: Connection, answer: bytes) -> None:
    """Send an answer to a worker that waits for it."""
    if connection.is_sending or connection.has_unread():
        raise wire.WireError("a question before the answer to the last one was sent")
    connection.post(answer)


def _answer(callback: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> bytes:
    try:
        return wire.encode(("answer", callback(*arguments, **options)))
    except Exception as error:  # noqa: BLE001 - the worker may pass any arguments
        return wire.encode(("error", type(error).__name__, one_line(f"{error}")))
