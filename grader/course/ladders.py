"""Ladders: short and simple cases of a drawn check, on which a failure is looked for before a live search.

Shrinking takes a quarter of a second for each failure. A ladder is made once: of many draws the simplest of each
combination of shapes, with short decimals, and for each known mistake the case to which its own failure shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.course import cases
from grader.course.promises import find_promises, to_numbers
from grader.course.simplification import find_inputs, round_case, shorten
from grader.course.suspect_table import choose_evenly
from grader.course.suspects import find_callers, to_module, to_singles
from grader.course.transcripts import record_transcript
from grader.execution.in_process import InProcessTransport
from grader.execution.student import StudentProxy
from grader.exercise.checks import run_body
from grader.exercise.failures import CheckFailed, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

    from grader.course.mistakes import Mistakes
    from grader.course.recording import RecordedCheck
    from grader.execution.transcript import Transcript
    from grader.exercise.checks import Check
    from grader.exercise.spec import Function

DRAWN = 200
MAX_RUNGS = 60  # of draws; those of mistakes are added
MAX_PER_SHAPES = 20
_FEWEST_DECIMALS = (0, 1)
# So many characters are not worth a search for a case that needs fewer.
_FEW_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of a check, simplest first.

    Attributes:
        transcript: what the check asks on them, without its guards, when the reference answers.
    """

    cases: tuple[bytes, ...] = field(repr=False)
    transcript: Transcript = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Runs the bodies of checks in this process."""

    functions: Sequence[Function]
    reference: ModuleType

    def find_failure(self, check: Check, module: ModuleType, case: bytes) -> Failure | None:
        """Return why a module fails a case, or None if it passes."""
        by_name = {function.name: function for function in self.functions}
        student = StudentProxy(by_name, InProcessTransport(module))
        try:
            run_body(check, self.reference, student, case)
        except CheckFailed as failed:
            return failed.failure
        except Exception as error:  # noqa: BLE001 - a body's computations with an answer may fail in any way
            return Failure("failed", type(error).__name__)
        return student.refused[0] if student.refused else None

    def is_valid(self, check: Check, case: bytes) -> bool:
        """Whether the reference passes a case."""
        return self.find_failure(check, self.reference, case) is None


def to_simplicity(case: bytes) -> tuple[int, int]:
    """Return how simple a case is: its length in bytes, then how many characters its numbers have."""
    numbers = to_numbers(list(find_inputs(case).values()))
    return len(case), sum(len(repr(float(number))) for number in numbers)


def make_ladders(
    checks: Sequence[RecordedCheck], functions: Sequence[Function], reference: ModuleType, mistakes: Mistakes
) -> dict[str, Ladder]:
    """Return the ladders of the checks that draw their inputs, by id."""
    judge = _Judge(functions, reference)
    drawn = [recorded for recorded in checks if recorded.check.inputs]
    rungs = {recorded.id: found for recorded, found in _find_simplest(judge, drawn)}
    shrunk: set[bytes] = set()
    for module, touched in _load_mistakes(mistakes):
        _add_own(judge, drawn, rungs, module, touched, shrunk)
    return {recorded.id: _to_ladder(judge, recorded, rungs[recorded.id]) for recorded in drawn}


def _find_simplest(judge: _Judge, drawn: Sequence[RecordedCheck]) -> Iterator[tuple[RecordedCheck, list[bytes]]]:
    """Yield each check with its simplest cases; checks that draw from the same source share the draws."""
    shared: dict[Any, list[bytes]] = {}
    for recorded in drawn:
        source = recorded.visibility, *((name, id(source)) for name, source in recorded.check.inputs.items())
        if source not in shared:
            seed = cases.to_seed(recorded.seed, "ladder")
            shared[source] = _choose(cases.record(recorded.check.inputs, DRAWN, seed))
        check = _without_guards(recorded)
        yield recorded, [case for case in shared[source] if judge.is_valid(check, case)]


def _choose(found: Sequence[bytes]) -> list[bytes]:
    """Return the simplest of each combination of shapes, with short decimals, and as many others of it.

    Among the simplest, zeros, ones and one-hot rows, some mistakes pass whatever the shapes are.
    """
    promises = find_promises(map(find_inputs, found))
    with np.errstate(all="ignore"):  # to round a huge number is to multiply it first
        short = {round_case(case, promises, fewest) for case in found for fewest in _FEWEST_DECIMALS}
    alike: dict[tuple[Any, ...], list[bytes]] = {}
    for case in _sort(short):
        alike.setdefault(_to_shapes(case), []).append(case)
    half = max(1, min(MAX_PER_SHAPES, MAX_RUNGS // max(1, len(alike))) // 2)
    chosen = [[*group[:half], *choose_evenly(group[half:], half)] for group in alike.values()]
    return _sort(case for group in chosen[: MAX_RUNGS // 2] for case in group)


def _sort(found: Iterable[bytes]) -> list[bytes]:
    """Sort cases, simplest first."""
    return sorted(found, key=lambda case: (to_simplicity(case), case))


def _to_shapes(case: bytes) -> tuple[Any, ...]:
    return tuple(_to_shape(value) for value in find_inputs(case).values())


def _to_shape(value: Any) -> Any:
    match value:
        case np.ndarray():
            return value.shape
        case list() | tuple():
            return tuple(map(_to_shape, value))
        case str():
            return value
        case _:
            return ()


def _load_mistakes(mistakes: Mistakes) -> Iterator[tuple[ModuleType, frozenset[str]]]:
    """Yield each known mistake as a module, with the functions that it may change; of several constants the first."""
    for mistake in mistakes.known:
        suspect = next(to_singles(mistakes, mistake))
        try:
            module = to_module(mistakes, suspect)
        except Exception:  # noqa: BLE001, S112 - loading an edit may raise anything
            continue
        yield module, find_callers(mistakes.reference, suspect.touched)


def _add_own(
    judge: _Judge,
    drawn: Sequence[RecordedCheck],
    rungs: dict[str, list[bytes]],
    module: ModuleType,
    touched: frozenset[str],
    shrunk: set[bytes],
) -> None:
    """Add to the ladder of the first check that a mistake fails the case to which its failure shrinks.

    Only that check is shrunk when a submission is graded. What another mistake has shrunk to is short enough.
    """
    for recorded in drawn:
        if not any(function in touched for function, _ in recorded.transcript.questions):
            continue
        failing = _find_failing(judge, recorded, module)
        if failing is None:
            continue
        attempts = _Attempts(judge, _without_guards(recorded), module, failing[1])
        ladder = rungs[recorded.id]
        known = next(filter(attempts.fails, ladder), recorded.cases[failing[0]])
        if known in shrunk or (known in ladder and _is_near(known, ladder[0])):
            return
        own = _shrink(recorded, attempts, failing[0])
        if to_simplicity(own) < to_simplicity(known):
            rungs[recorded.id] = _sort({*ladder, own})
            shrunk.add(own)
        return


def _is_near(case: bytes, simplest: bytes) -> bool:
    (length, characters), (least, fewest) = to_simplicity(case), to_simplicity(simplest)
    return length == least and characters <= fewest + _FEW_CHARACTERS


def _find_failing(judge: _Judge, recorded: RecordedCheck, module: ModuleType) -> tuple[int, Failure] | None:
    """Return the number of the first recorded case that a module fails, and how; None if it passes all."""
    transport = InProcessTransport(module)
    for number, case in enumerate(recorded.cases):
        if not _is_settled(recorded.transcript, number, transport):
            failure = judge.find_failure(recorded.asked_at(number).check, module, case)
            if failure is not None:
                return number, failure
    return None


def _is_settled(transcript: Transcript, number: int, transport: InProcessTransport) -> bool:
    """Whether a module's replies on a case are those of the reference, with which it passes."""
    return transcript.settled[number] and all(
        transport.answer(place, *transcript.questions[place]) == transcript.replies[place][4:]
        for place in transcript.asked[number]
    )


@dataclass(frozen=True, slots=True)
class _Attempts:
    """Tells the cases that a module fails as it fails a first one, and the reference does not."""

    judge: _Judge
    check: Check
    module: ModuleType
    failure: Failure

    def fails(self, case: bytes) -> bool:
        """Whether the module fails a case in the same way, and the reference passes it."""
        found = self.judge.find_failure(self.check, self.module, case)
        if found is None or (found.verdict, found.vacuous) != (self.failure.verdict, self.failure.vacuous):
            return False
        return self.judge.is_valid(self.check, case)


def _shrink(recorded: RecordedCheck, attempts: _Attempts, number: int) -> bytes:
    """Return the case to which a failure of recorded case `number` shrinks."""
    check, case = recorded.check, recorded.cases[number]
    known = [(case, True), *((earlier, False) for earlier in recorded.cases[:number])]
    smaller = cases.shrink(check.inputs, check.examples, recorded.seed, attempts.fails, known) or case
    return shorten(smaller, [find_inputs(one) for one in recorded.cases], attempts.fails)


def _without_guards(recorded: RecordedCheck) -> Check:
    """Return a check as it is run on simple cases, where right answers may be as plain as a guard fears."""
    return replace(recorded.check, guard=())


def _to_ladder(judge: _Judge, recorded: RecordedCheck, rungs: Iterable[bytes]) -> Ladder:
    found = tuple(rungs)
    return Ladder(found, record_transcript(_without_guards(recorded), found, judge.functions, judge.reference))
