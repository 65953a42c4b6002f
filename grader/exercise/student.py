"""The student as an author sees it: what the body of a check may do with the student's functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.exercise.failures import Failure, SideEffects


@dataclass(frozen=True, slots=True)
class Observation:
    """What came of a call that may fail: an answer or a failure, and what the worker saw."""

    answer: Any
    failure: Failure | None
    side_effects: SideEffects

    @property
    def exception(self) -> str:
        """The name of the built-in exception that was raised, or an empty string."""
        return self.failure.exception if self.failure else ""


class Student(Protocol):
    """The functions that the spec declares, as attributes: `student.softmax(Z)` calls one, and returns its answer."""

    def __getattr__(self, name: str) -> Callable[..., Any]: ...

    def observe(self, name: str, *arguments: Any, **options: Any) -> Observation:
        """Call a function that may raise an exception; return what came of it instead of ending the check."""
        ...

    @property
    def side_effects(self) -> SideEffects:
        """What the worker saw of the last call."""
        ...

    def mark_followed(self) -> None:
        """Note that an answer was accepted because it follows from the student's own earlier parts."""
        ...
