"""The interface between checks and the code that answers their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.execution.replies import Reply


class Transport(Protocol):
    """Answers calls: a worker session, the reference in this process, or a stand-in in a test."""

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` with the encoded pair `(arguments, options)`."""

    def restart(self) -> None:
        """Discard all state left by earlier calls."""
