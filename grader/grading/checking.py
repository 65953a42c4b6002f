"""Run the checks of an exercise, confirm those that failed, and make one failure smaller: `run_checks`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from grader.execution.memo import Memo
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.judging import confirm, is_wrong, run_cases, settles_nothing
from grader.grading.shrinking import find_simpler, is_shrinkable, pinpoint, shrink_case
from grader.grading.writing import to_check_report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from grader.course.course import PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.execution.transport import Transport
    from grader.exercise.precision import FormFault
    from grader.grading.judging import Outcome, Settles
    from grader.reports.report import CheckReport, Visibility

Keep: TypeAlias = "Callable[[CheckReport, Outcome], None]"
PUBLIC: tuple[Visibility, ...] = ("public",)
HIDDEN: tuple[Visibility, ...] = ("hidden",)
BOTH = PUBLIC + HIDDEN
MAX_WAITING_BYTES = 4 * 2**20  # of answers to failed cases, which are kept until all are confirmed


def keep_nothing(_check: CheckReport, _outcome: Outcome) -> None:
    """Keep nothing of a check but its report."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The reports of checks, whether one of their failures was shrunk, and the faults of form that were forgiven."""

    checks: tuple[CheckReport, ...]
    shrunk: bool
    form_faults: Mapping[str, FormFault]


def run_checks(
    exercise: PublicExercise,
    transport: Transport,
    visibilities: Collection[Visibility] = BOTH,
    shown: Collection[Visibility] = BOTH,
    settles: Settles = settles_nothing,
    keep: Keep = keep_nothing,
    *,
    shrunk: bool = False,
) -> Ran:
    """Run the checks of these visibilities; then confirm all that failed, in one fresh worker.

    Only the first `shown` property that fails on drawn inputs is shrunk: to search for each would take too long. Others
    get a case from their ladder.

    Args:
        shrunk: a failure of the exercise has been shrunk before.
    """
    conclusion = _Conclusion(exercise, transport, settles, shown, keep, shrunk)
    waiting: list[tuple[RecordedCheck, Outcome]] = []
    for recorded in exercise.checks:
        if recorded.visibility in visibilities:
            waiting.append((recorded, run_cases(exercise, recorded, Memo(transport), settles)))
            if sum(outcome.count_bytes() for _, outcome in waiting) > MAX_WAITING_BYTES:
                conclusion.add(waiting)
                waiting = []
    conclusion.add(waiting)
    return Ran(tuple(conclusion.reports), conclusion.shrunk, conclusion.form_faults)


@dataclass(slots=True)
class _Conclusion:
    """Confirms failures, makes those that are shown smaller, and collects the reports."""

    exercise: PublicExercise
    transport: Transport
    settles: Settles
    shown: Collection[Visibility]
    keep: Keep
    shrunk: bool = False
    reports: list[CheckReport] = field(default_factory=list)
    form_faults: dict[str, FormFault] = field(default_factory=dict)

    def add(self, ran: Sequence[tuple[RecordedCheck, Outcome]]) -> None:
        """Add the reports of checks that were run; those that failed are confirmed in a fresh worker."""
        if any(is_wrong(outcome.failure) for _, outcome in ran):
            self.transport.restart()
        for recorded, outcome in ran:
            self._add_one(recorded, outcome)

    def _add_one(self, recorded: RecordedCheck, outcome: Outcome) -> None:
        memo = Memo(self.transport)
        found = confirm(self.exercise, recorded, memo, outcome)
        if recorded.visibility in self.shown and is_shrinkable(recorded, found):
            look = find_simpler if self.shrunk else shrink_case
            found = look(self.exercise, recorded, memo, found, self.settles)
            self.shrunk = True
        found = pinpoint(found)
        self.reports.append(to_check_report(recorded, found))
        self.keep(self.reports[-1], found)
        self.form_faults |= {} if recorded.id == DECLARED_FORM else found.form_faults
