"""Finds the recorded cases that show each wrong version of a reference: known mistakes, mutants, effortless answers.

Every check judges every wrong version on every case, in this process. A case whose answers are the reference's to the
last bit passes without its body being run, as in grading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from grader.authoring.effortless import KINDS, EffortlessTransport, find_copyable_calls
from grader.course.loops import to_bounded_module
from grader.course.mutation import find_mutants
from grader.course.suspects import find_callers, to_module, to_singles
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import from_wire
from grader.grading.judging import run_case, settles_nothing
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from grader.course.course import Exercise
    from grader.course.recording import RecordedCheck
    from grader.execution.replies import Reply
    from grader.execution.transcript import CallKey, Transcript
    from grader.execution.transport import Transport
    from grader.grading.judging import Settles


@dataclass(frozen=True, slots=True)
class Shown:
    """The numbers of a check's cases that fail for a wrong version, and of those that pass after conversion.

    A converted answer fails the generated check `declared_form`, so it is part of what a case decides.
    """

    failing: frozenset[int]
    converted: frozenset[int]


class RememberingTransport:
    """Calls the functions of a module, each with the same arguments once.

    Args:
        right: the same for the reference; None if this is the reference.
        reached: the functions that may answer otherwise than the reference's; all if None.
    """

    def __init__(
        self, module: object, right: RememberingTransport | None = None, reached: Collection[str] | None = None
    ) -> None:
        self._transport = InProcessTransport(module)
        self._right = right
        self._reached = reached
        self._answers: dict[CallKey, bytes] = {}

    def answer(self, key: CallKey) -> bytes:
        """Return the encoded reply to a call."""
        if key not in self._answers:
            self._answers[key] = self._transport.answer(0, *key)
        return self._answers[key]

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., object]] = ()) -> Reply:
        """Return the reply to a call; those with callbacks are made each time."""
        if callbacks:
            return self._transport.call(function, arguments, callbacks)
        return from_wire(wire.decode(self.answer((function, arguments))), 0, function, {})

    def restart(self) -> None:
        """Do nothing: wrong versions of a reference keep no state."""

    def settles(self, transcript: Transcript, number: int) -> bool:
        """Whether the answers to a case are the reference's to the last bit, which then passes."""
        if self._right is None or not transcript.settled[number]:
            return False
        keys = (transcript.questions[i] for i in transcript.asked[number])
        return all(self._is_unreached(key[0]) or self.answer(key) == self._right.answer(key) for key in keys)

    def _is_unreached(self, function: str) -> bool:
        return self._reached is not None and function not in self._reached


def find_shown(exercise: Exercise) -> list[dict[str, Shown]]:
    """Return for each wrong version of an exercise that can be loaded where it shows, by the ids of checks."""
    right = RememberingTransport(exercise.reference)
    with np.errstate(all="ignore"):  # wrong versions overflow
        of_modules = [judge_module(exercise, *changed, right) for changed in _find_modules(exercise)]
        return [*of_modules, *_judge_effortless(exercise)]


def judge_module(
    exercise: Exercise, module: object, reached: Collection[str] | None, right: RememberingTransport
) -> dict[str, Shown]:
    """Return where a module shows that it is not the reference.

    Args:
        reached: its functions that may answer otherwise than the reference's; all if None.
        right: asks the reference.
    """
    transport = RememberingTransport(module, right, reached)
    return _judge_all(exercise, transport, transport.settles)


def _find_modules(exercise: Exercise) -> Iterator[tuple[object, frozenset[str]]]:
    """Yield known mistakes with each of their constants, and mutants, with the functions that they change."""
    mistakes = exercise.mistakes
    for suspect in (single for mistake in mistakes.known for single in to_singles(mistakes, mistake)):
        yield to_module(mistakes, suspect), find_callers(mistakes.reference, suspect.touched)
    for mutant in find_mutants(mistakes.reference):
        try:
            module = to_bounded_module(mutant.source)
        except Exception:  # noqa: BLE001, S112 - loading a mutant may raise anything
            continue
        yield module, find_callers(mistakes.reference, (mutant.function,))


def _judge_effortless(exercise: Exercise) -> Iterator[dict[str, Shown]]:
    functions = {function.name: function for function in exercise.functions}
    copyable, reference = find_copyable_calls(exercise), InProcessTransport(exercise.reference)
    for kind in KINDS:
        yield _judge_all(exercise, EffortlessTransport(functions, kind), settles_nothing)
        yield _judge_all(exercise, EffortlessTransport(functions, kind, copyable, reference), settles_nothing)


def _judge_all(exercise: Exercise, transport: Transport, settles: Settles) -> dict[str, Shown]:
    """Run every check on every case, and return those in which something shows."""
    found = {recorded.id: _judge(exercise, recorded, transport, settles) for recorded in exercise.checks}
    return {check_id: shown for check_id, shown in found.items() if shown.failing or shown.converted}


def _judge(exercise: Exercise, recorded: RecordedCheck, transport: Transport, settles: Settles) -> Shown:
    failing, converted = set(), set()
    for number, case in enumerate(recorded.cases):
        if settles(recorded.transcript, number):
            continue
        outcome = run_case(exercise, recorded.asked_at(number), transport, case)
        if outcome.failure is not None:
            failing.add(number)
        if outcome.form_faults:
            converted.add(number)
    return Shown(frozenset(failing), frozenset(converted))
