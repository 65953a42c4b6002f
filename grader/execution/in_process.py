"""Run functions in this process with a worker's encoding: the course's own, and a student's at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.execution.replies import Reply, from_wire
from grader.worker import callables, request_loop, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


MAX_CALLBACKS = 1_000


class InProcessTransport:
    """A transport that calls the functions of a module in this process.

    Arguments and answers are encoded and decoded as for a worker, so both give the same results.

    Args:
        module: an object with the functions as attributes.
        lengths: the number of lines of each file, by name; exceptions are located only in these.
        capture: collects printed text and warnings; by default they are discarded.
    """

    def __init__(
        self,
        module: object,
        lengths: Mapping[str, int] | None = None,
        capture: request_loop.OutputCapture | None = None,
    ) -> None:
        self._module: Any = module
        self._lengths = lengths or {}
        self._capture = capture or request_loop.OutputCapture(0, MAX_CALLBACKS)

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` with the encoded pair `(arguments, options)`."""
        return from_wire(wire.decode(self.answer(0, function, arguments, callbacks)), 0, function, self._lengths)

    def answer(
        self, number: int, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()
    ) -> bytes:
        """Return the encoded reply that a worker would give to call `number`."""

        def ask(index: int, positional: tuple[Any, ...], options: dict[str, Any]) -> Any:
            try:
                positional, options = wire.decode(wire.encode((positional, options)))
            except wire.UnsupportedValueError as error:
                raise callables.CallbackError(f"this function takes arrays and numbers, not {error.kind}") from None
            try:
                return callbacks[index](*positional, **options)
            except Exception as error:
                raise callables.to_callback_error(type(error).__name__, str(error)) from error

        request = ("call", number, function, wire.decode(arguments))
        return request_loop.answer_call(request, self._module, self._capture, ask)

    def restart(self) -> None:
        """Do nothing: trusted functions keep no state."""
