"""Where a call goes: the seam between a check and whatever answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.execution.replies import Reply


class Transport(Protocol):
    """Where calls go: a worker, the reference, or whatever a test puts in their place."""

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call `function` with the encoded pair `(arguments, options)`."""

    def restart(self) -> None:
        """Forget everything that earlier calls left behind."""
