"""Statements and files that did not finish loading, for later workers of a submission to skip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hangs:
    """Statements and files that hung while a submission was loaded; later workers skip them.

    Attributes:
        statements: statements that were stopped, as pairs of label and line.
        files: files that could be loaded only with `definitions_only`.
    """

    statements: frozenset[tuple[str, int]] = frozenset()
    files: frozenset[str] = frozenset()


NO_HANGS = Hangs()
