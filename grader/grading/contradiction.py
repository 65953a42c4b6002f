"""Finds explanations that a passed check contradicts: a suspect that fails a check which the student passes is none.

A fixed step of 1e-4 agrees with a five-point formula to seven digits, but the student's two calls per entry were
counted and right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.course.suspect_table import choose_evenly
from grader.execution.connection import to_frame
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned
from grader.exercise.numeric import is_finite
from grader.grading.judging import run_case

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.recording import RecordedCheck
    from grader.execution.replies import Reply
    from grader.execution.student import Call
    from grader.execution.transport import Transport
    from grader.grading.judging import Outcome

# Cases of each passed check on which suspects are run.
MAX_CASES = 4


class Substituted:
    """A transport that answers the calls of some functions itself and leaves the others to a student's code."""

    def __init__(self, student: Transport, suspects: Mapping[str, InProcessTransport]) -> None:
        self._student = student
        self._suspects = suspects

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call a suspect's function, or the student's."""
        return (self._suspects.get(function) or self._student).call(function, arguments, callbacks)

    def restart(self) -> None:
        """Discard the state of the student's code."""
        self._student.restart()


def find_contradiction(
    exercise: Exercise, transport: Transport, passed: Collection[str], suspects: Mapping[str, InProcessTransport]
) -> str:
    """Return the function whose suspect fails a check that the student passed; an empty text if none does.

    Args:
        passed: the ids of the checks that passed on their own, and not by following through.
        suspects: in place of which functions they stand.
    """
    together = Substituted(transport, suspects)
    reference = InProcessTransport(exercise.reference)
    for recorded in exercise.checks:
        if recorded.id not in passed:
            continue
        for number in choose_evenly(list(range(len(recorded.cases))), MAX_CASES):
            if _is_as_recorded(recorded, number, suspects):
                continue
            outcome = run_case(exercise, recorded.asked_at(number), together, recorded.cases[number])
            if any(_tells(call, suspects, reference) for call in outcome.calls):
                function = _find_at_fault(outcome, suspects)
                if function:
                    return function
    return ""


def _is_as_recorded(recorded: RecordedCheck, number: int, suspects: Mapping[str, InProcessTransport]) -> bool:
    """Whether a recorded case shows that every suspect answers as the reference, so that it need not be run."""
    transcript = recorded.transcript
    if number >= len(transcript.asked) or not transcript.settled[number]:
        return False
    return not any(
        to_frame(suspects[function].answer(i, function, arguments)) != transcript.replies[i]
        for i in transcript.asked[number]
        for function, arguments in [transcript.questions[i]]
        if function in suspects
    )


def _tells(call: Call, suspects: Mapping[str, InProcessTransport], reference: InProcessTransport) -> bool:
    """Whether a call got another answer than the reference's from a suspect; one with callbacks always does."""
    suspect = suspects.get(call.function)
    if suspect is None:
        return False
    question = 0, call.function, call.arguments
    return bool(call.callbacks) or suspect.answer(*question) != reference.answer(*question)


def _find_at_fault(outcome: Outcome, suspects: Mapping[str, InProcessTransport]) -> str:
    """Return the suspect's function whose finite values, or whose calls, a check refused; else an empty text."""
    failure = outcome.failure
    if failure is None or failure.rung != "value" or not outcome.calls or outcome.followed:
        return ""
    last = outcome.calls[-1]
    return last.function if last.function in suspects and _is_finite(last) else ""


def _is_finite(call: Call) -> bool:
    return isinstance(call.reply, Returned) and _all_finite(call.reply.value)


def _all_finite(value: Any) -> bool:
    match value:
        case dict():
            return all(map(_all_finite, value.values()))
        case tuple() | list():
            return all(map(_all_finite, value))
        case _:
            return is_finite(value)
