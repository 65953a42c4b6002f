"""Shrink a failing case to a smaller one that fails in the same way, and locate the error in an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from grader.course import cases
from grader.errors import SandboxError
from grader.exercise.failures import CheckFailed
from grader.grading.judging import fails_for_reference, run_case

if TYPE_CHECKING:
    from grader.course.course import PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.execution.transport import Transport
    from grader.grading.judging import Outcome

MAX_DEATHS_IN_SHRINKING = 2


def is_shrinkable(recorded: RecordedCheck, outcome: Outcome) -> bool:
    """Whether to look for a smaller case; not after a time-out or a crash, where each attempt is expensive."""
    failure = outcome.failure
    if failure is None or failure.verdict not in ("failed", "raised"):
        return False
    return outcome.repeats and bool(recorded.check.inputs)


def shrink_case(exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, outcome: Outcome) -> Outcome:
    """Look for a smaller case that fails in the same way, and return its outcome.

    Cases that the reference fails too are skipped: the property does not apply to them, and they would mislead.
    """
    number, deaths = recorded.cases.index(outcome.case), 0
    recorded = recorded.asked_at(number)

    def fails(case: bytes) -> bool:
        nonlocal deaths
        if deaths >= MAX_DEATHS_IN_SHRINKING:
            return False
        found = run_case(exercise, recorded, transport, case)
        deaths += found.failure is not None and found.failure.verdict in ("timed_out", "died", "out_of_memory")
        return _fails_alike(found, outcome) and not fails_for_reference(exercise, recorded, case)

    known = [(outcome.case, True), *((case, False) for case in recorded.cases[:number])]
    check = recorded.check
    smaller = cases.shrink(check.inputs, check.examples, recorded.seed, fails, known)
    if smaller is None or smaller == outcome.case:
        return outcome
    found = run_case(exercise, recorded, transport, smaller)
    return replace(found, followed=False) if _fails_alike(found, outcome) else outcome


def _fails_alike(found: Outcome, outcome: Outcome) -> bool:
    one, other = found.failure, outcome.failure
    if one is None or other is None:
        return False
    return one.verdict == other.verdict and one.vacuous == other.vacuous


def pinpoint(outcome: Outcome) -> Outcome:
    """Replace the failure by a closer one from `look_closer`, if the check has it and the functions still answer."""
    failure = outcome.failure
    if failure is None or failure.look_closer is None or not outcome.repeats:
        return outcome
    try:
        found = failure.look_closer()
    except (CheckFailed, SandboxError):
        return outcome
    closer = replace(
        failure,
        summary=found.summary,
        detail=found.detail,
        actual=found.actual,
        measured=found.measured or failure.measured,
        look_closer=None,
    )
    return replace(outcome, failure=closer)
