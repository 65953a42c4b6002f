"""Runs functions in this process, behind the same boundary as a worker: for the course's own code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.replies import Reply, from_wire
from grader.worker import callables, loop, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from grader.script import Script


MAX_CALLBACKS = 1_000


class LocalTransport:
    """Calls the functions of a module that is trusted, such as the reference.

    Arguments and answers pass through the same encoding as a worker's, so that an in-process run and a
    worker never disagree.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` with the encoded pair `(arguments, options)`."""
        return from_wire(wire.decode(self.answer(0, function, arguments, callbacks)), 0, function, {})

    def answer(
        self, number: int, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()
    ) -> bytes:
        """Return the encoded reply that a worker would give as call `number`."""

        def ask(index: int, positional: tuple[Any, ...], options: dict[str, Any]) -> Any:
            positional, options = wire.decode(wire.encode((positional, options)))
            try:
                return callbacks[index](*positional, **options)
            except Exception as error:
                raise callables.to_callback_error(type(error).__name__, str(error)) from error

        request = ("call", number, function, wire.decode(arguments))
        witness = loop.Witness(0, MAX_CALLBACKS)
        return loop.answer_call(request, self._module, witness, ask)

    def confirms(self, _script: Script, _case: int) -> bool:
        """Say no: calls go one at a time."""
        return False

    def restart(self) -> None:
        """Forget nothing: trusted functions keep no state."""
