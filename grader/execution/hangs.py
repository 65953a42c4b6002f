"""Statements and files that did not finish loading, for later workers of a submission to skip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.worker.statements import Place

MAX_STATEMENTS = 1_000


@dataclass(frozen=True, slots=True)
class Hangs:
    """Statements and files that hung while a submission was loaded; later workers skip them.

    Attributes:
        statements: statements that were stopped, or that ran when the load was ended.
        ended: files whose load took too long once.
        files: files that are loaded with `definitions_only`.
    """

    statements: frozenset[Place] = frozenset()
    ended: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def with_statement(self, place: Place) -> Hangs:
        """Add a statement, unless there are `MAX_STATEMENTS` already."""
        if len(self.statements) >= MAX_STATEMENTS:
            return self
        return replace(self, statements=self.statements | {place})

    def with_ended(self, main: str) -> Hangs:
        """Add a file whose load was ended: the next skips what hung, the one after that runs definitions only."""
        if main in self.ended:
            return replace(self, files=self.files | {main})
        return replace(self, ended=self.ended | {main})


NO_HANGS = Hangs()


def read_place(message: tuple[Any, ...], labels: set[str]) -> Place | None:
    """Return the place in a worker's message `(kind, label, line, column)`; None if it is not in the submission."""
    if list(map(type, message)) != [str, str, int, int] or message[1] not in labels:
        return None
    _, label, line, column = message
    return (label, line, column) if line > 0 and column >= 0 else None
