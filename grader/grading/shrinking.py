"""Shrink a failing case to a smaller one that fails in the same way, and locate the error in an answer.

The smaller case is one of the check's ladder. Only where that has none, and the failing case is large, is one searched
for; what is found gets short decimals. Then it is told which of the inputs make no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from grader.course import cases
from grader.course.course import Exercise
from grader.course.ladders import to_simplicity
from grader.course.simplification import find_inputs, find_variants, shorten
from grader.errors import SandboxError
from grader.exercise.failures import CheckFailed
from grader.grading.judging import fails_for_reference, run_case, settles_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.course.course import PublicExercise
    from grader.course.ladders import Ladder
    from grader.course.recording import RecordedCheck
    from grader.course.simplification import Keys
    from grader.execution.transport import Transport
    from grader.grading.judging import Outcome, Settles

MAX_DEATHS_IN_SHRINKING = 2
MAX_VARIANTS_RUN = 9
# A case of so many bytes, about twenty numbers, can be read as it is; a live search takes a quarter of a second.
READABLE_BYTES = 200


def is_shrinkable(recorded: RecordedCheck, outcome: Outcome) -> bool:
    """Whether to look for a smaller case; not after a time-out or a crash, where each attempt is expensive."""
    failure = outcome.failure
    if failure is None or failure.verdict not in ("failed", "raised"):
        return False
    return outcome.repeats and bool(recorded.check.inputs)


def shrink_case(
    exercise: PublicExercise,
    recorded: RecordedCheck,
    transport: Transport,
    outcome: Outcome,
    settles: Settles = settles_nothing,
) -> Outcome:
    """Look for a smaller case that fails in the same way, with shorter decimals, and return its outcome.

    Cases that the reference fails too are skipped: the property does not apply to them, and they would mislead.

    Args:
        settles: whether prefetched replies already prove that a rung of the ladder passes.
    """
    number = recorded.cases.index(outcome.case)
    attempts = _Attempts(exercise, recorded.asked_at(number), transport, outcome)
    inputs = [find_inputs(case) for case in recorded.cases]
    ladder = _find_ladder(exercise, recorded)
    found = None if ladder is None else _climb(attempts, ladder, settles)
    smaller = outcome.case
    if found is None and (ladder is None or _is_large(smaller, ladder)):
        smaller = _search(attempts, recorded, number)
    # What follows makes a case read better, and is not worth waiting for: it ends at the first death of all.
    later = replace(attempts, deaths=attempts.deaths + MAX_DEATHS_IN_SHRINKING - 1)
    if found is None:
        found = _run_again(attempts, shorten(smaller, inputs, later.fails))
    return replace(found, any_value=_find_any_value(later, found, inputs))


def find_simpler(
    exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, outcome: Outcome, settles: Settles
) -> Outcome:
    """Return the outcome of a simpler case that fails in the same way, if there is one on the ladder: without a search.

    Args:
        settles: as for `shrink_case`.
    """
    ladder = _find_ladder(exercise, recorded)
    if ladder is None:
        return outcome
    asked = recorded.asked_at(recorded.cases.index(outcome.case))
    return _climb(_Attempts(exercise, asked, transport, outcome), ladder, settles) or outcome


def _find_ladder(exercise: PublicExercise, recorded: RecordedCheck) -> Ladder | None:
    return exercise.ladders.get(recorded.id) if isinstance(exercise, Exercise) else None


def _climb(attempts: _Attempts, ladder: Ladder, settles: Settles) -> Outcome | None:
    """Return the outcome of the first rung that fails in the same way; None if there is none simpler than the case."""
    simplicity = to_simplicity(attempts.outcome.case)
    # What a guard asks is not in the transcript.
    is_settled = settles_nothing if attempts.recorded.check.guards else settles
    for number, case in enumerate(ladder.cases):
        if to_simplicity(case) >= simplicity:
            return None
        found = None if is_settled(ladder.transcript, number) else attempts.run(case)
        if found is not None:
            return replace(found, followed=False)
    return None


def _is_large(case: bytes, ladder: Ladder) -> bool:
    """Whether a case is hard to read, and might be shorter."""
    return len(case) > max([READABLE_BYTES, *map(len, ladder.cases[:1])])


def _search(attempts: _Attempts, recorded: RecordedCheck, number: int) -> bytes:
    """Return the smallest case that Hypothesis finds to fail in the same way as recorded case `number`."""
    case, check = attempts.outcome.case, recorded.check
    known = [(case, True), *((earlier, False) for earlier in recorded.cases[:number])]
    return cases.shrink(check.inputs, check.examples, recorded.seed, attempts.fails, known) or case


def _run_again(attempts: _Attempts, case: bytes) -> Outcome:
    """Return the outcome of a smaller case; that of the first one if it does not fail in the same way again."""
    outcome = attempts.outcome
    if case == outcome.case:
        return outcome
    found = run_case(attempts.exercise, attempts.recorded, attempts.transport, case)
    return replace(found, followed=False) if _fails_alike(found, outcome) else outcome


def _find_any_value(attempts: _Attempts, outcome: Outcome, recorded: Sequence[Mapping[Keys, Any]]) -> tuple[str, ...]:
    """Return the parameters of which a few other recorded values, each in its turn, fail like the one of a case."""
    called = {call.function for call in outcome.calls}
    parameters = {p.name for f in attempts.exercise.functions if f.name in called for p in f.parameters}
    found: list[str] = []
    left = MAX_VARIANTS_RUN
    for keys in find_inputs(outcome.case):
        variants = find_variants(outcome.case, keys, recorded) if keys[-1] in parameters else []
        if 0 < len(variants) <= left:
            alike = list(takewhile(lambda case: _is_refused_alike(attempts.run(case), outcome), variants))
            left -= min(len(alike) + 1, len(variants))
            found += [keys[-1]] if len(alike) == len(variants) else []
    return tuple(found)


def _is_refused_alike(found: Outcome | None, outcome: Outcome) -> bool:
    if found is None or found.failure is None or outcome.failure is None:
        return False
    return found.failure.rung == outcome.failure.rung


@dataclass(slots=True)
class _Attempts:
    """Runs other cases of a check, and tells those that fail as the first one does; none after a few deaths."""

    exercise: PublicExercise
    recorded: RecordedCheck
    transport: Transport
    outcome: Outcome
    deaths: int = 0

    def run(self, case: bytes) -> Outcome | None:
        """Return the outcome of a case that fails in the same way, and not for the reference; None for others."""
        if self.deaths >= MAX_DEATHS_IN_SHRINKING:
            return None
        found = run_case(self.exercise, self.recorded, self.transport, case)
        self.deaths += found.failure is not None and found.failure.verdict in ("timed_out", "died", "out_of_memory")
        is_alike = _fails_alike(found, self.outcome) and not fails_for_reference(self.exercise, self.recorded, case)
        return found if is_alike else None

    def fails(self, case: bytes) -> bool:
        """Whether a case fails in the same way, and not for the reference."""
        return self.run(case) is not None


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
