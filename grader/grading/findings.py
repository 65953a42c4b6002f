"""What a diagnosis finds; apart from it, since a submission that is right needs none of its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.reports.report import Diagnosis, Unexplained


@dataclass(frozen=True, slots=True)
class Findings:
    """The diagnoses of an exercise, the functions with missing or wrong answers, and a note on a failed diagnosis.

    Attributes:
        unexplained: the wrong answers that no diagnosis explains, also none that is not told.
    """

    diagnoses: tuple[Diagnosis, ...] = ()
    wrong_functions: frozenset[str] = frozenset()
    fault: str = ""
    unexplained: tuple[Unexplained, ...] = ()

    @property
    def explained_checks(self) -> frozenset[str]:
        """The checks that a diagnosis explains."""
        return frozenset(check for diagnosis in self.diagnoses for check in diagnosis.checks)


NO_FINDINGS = Findings()
