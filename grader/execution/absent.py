"""What stands for a worker where none can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.execution.replies import Fault, Reply
    from grader.execution.script import Script


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for a worker where there is nothing to run: every call ends in the same fault."""

    fault: Fault

    def call(self, _function: str, _arguments: bytes, _callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Return the fault."""
        return self.fault

    def confirms(self, _script: Script, _case: int) -> bool:
        """Say no: there is nothing to ask."""
        return False

    def restart(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a worker where the grader itself is broken: every check is the grader's fault."""

    reason: str

    def call(self, _function: str, _arguments: bytes, _callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Raise SandboxError."""
        raise SandboxError(self.reason)

    def confirms(self, _script: Script, _case: int) -> bool:
        """Say no: there is nothing to ask."""
        return False

    def restart(self) -> None:
        """Do nothing."""
