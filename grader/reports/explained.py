"""Groups the diagnoses of an exercise with the checks that they explain: a mistake is told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reports.causes import is_leading
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.reports.report import CheckReport, Diagnosis, ExerciseReport

# The generated check, `grader.exercise.declared_form`: of a wrong value it says only that it is wrong.
FORM_CHECK = "declared_form"


@dataclass(frozen=True, slots=True)
class Explained:
    """Diagnoses that explain the same checks, such as the two of a pair.

    Attributes:
        checks: the checks that they explain, but for those that an earlier group explains too.
        leads: they explain enough to be told before other failures.
    """

    diagnoses: tuple[Diagnosis, ...]
    checks: tuple[CheckReport, ...]
    leads: bool

    @property
    def shown(self) -> CheckReport | None:
        """The check that shows the mistake best: the one with the smallest call, else the first."""
        with_call = [check for check in self.checks if check.counterexample is not None]
        return min(with_call, key=_measure, default=self.checks[0] if self.checks else None)

    @property
    def others(self) -> list[CheckReport]:
        """The other checks."""
        return [check for check in self.checks if check is not self.shown]


def find_explained(exercise: ExerciseReport) -> list[Explained]:
    """Return the diagnoses of an exercise with the checks that each group of them explains."""
    groups: list[Explained] = []
    taken: set[str] = set()
    for names in dict.fromkeys(diagnosis.checks for diagnosis in exercise.diagnosis):
        diagnoses = tuple(diagnosis for diagnosis in exercise.diagnosis if diagnosis.checks == names)
        checks = tuple(c for c in exercise.checks if c.id in names and c.id not in taken and c.verdict != "passed")
        taken.update(names)
        groups.append(Explained(diagnoses, checks, is_leading(diagnoses[0], exercise.checks)))
    return groups


def list_others(checks: Sequence[CheckReport]) -> str:
    """Return the names of checks, those that students can run first: `3 checks: a, b; hidden: c`."""
    public = ", ".join(check.id for check in checks if check.visibility == "public")
    hidden = ", ".join(check.id for check in checks if check.visibility == "hidden")
    names = "; ".join(filter(None, [public, f"hidden: {hidden}" if hidden else ""]))
    return f"{plural(len(checks), 'check')}: {names}"


def _measure(check: CheckReport) -> tuple[bool, int]:
    call = check.counterexample.call if check.counterexample is not None else ""
    return check.id == FORM_CHECK, len(call)
