"""Run one check against one student: `run_check` -> `run_case` -> the check's body."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from grader.course.cases import NO_INPUTS
from grader.errors import SandboxError, ServerDied
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned
from grader.execution.student import Call, StudentProxy
from grader.exercise.checks import run_body
from grader.exercise.failures import CheckFailed, Failure
from grader.text import MAX_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from grader.course.course import PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.execution.transcript import Transcript
    from grader.execution.transport import Transport
    from grader.exercise.precision import FormFault
    from grader.exercise.spec import Function

    Settles: TypeAlias = Callable[[Transcript, int], bool]
    Died: TypeAlias = Literal["fork server", "worker"]

_log = logging.getLogger(__name__)
_OUT_OF_MEMORY = (
    "This machine ran out of memory: the kernel killed the process of the student's code twice, though it used little. "
    "Grade again with more memory, or with fewer processes (-j)."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a check: of all its cases if it passed, of the failing case otherwise.

    Attributes:
        calls: the calls of the case that failed.
        output: the text that the student's code printed.
        followed: an answer was accepted because it follows from the student's own earlier parts, or after conversion.
        form_faults: what was wrong with the form of answers that were converted, by the sentence that says so.
        case: the encoded inputs of the case that failed.
        repeats: the case fails again in a fresh process.
        any_value: the parameters of which other recorded values fail in the same way.
    """

    failure: Failure | None
    calls: tuple[Call, ...] = ()
    output: str = ""
    followed: bool = False
    case: bytes = NO_INPUTS
    repeats: bool = True
    form_faults: Mapping[str, FormFault] = field(default_factory=dict)
    any_value: tuple[str, ...] = ()

    def count_bytes(self) -> int:
        """Return about how much memory its answers take."""
        return sum(_count_bytes(call.reply.value) for call in self.calls if isinstance(call.reply, Returned))


def _count_bytes(value: object) -> int:
    match value:
        case dict():
            return 64 + sum(map(_count_bytes, value.values()))
        case list() | tuple():
            return 64 + sum(map(_count_bytes, value))
        case np.ndarray():
            return 64 + value.nbytes
        case _:
            return sys.getsizeof(value)


def settles_nothing(_transcript: Transcript, _case: int) -> bool:
    """Return False, so every case is run."""
    return False


def run_check(
    exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, settles: Settles = settles_nothing
) -> Outcome:
    """Run a check on its recorded cases up to the first failure, which is confirmed in a fresh worker.

    Args:
        settles: whether prefetched replies already prove that a case passes; called once per case, in order.
    """
    outcome = run_cases(exercise, recorded, transport, settles)
    if is_wrong(outcome.failure):
        transport.restart()
    return confirm(exercise, recorded, transport, outcome)


def run_cases(exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, settles: Settles) -> Outcome:
    """Run a check on its recorded cases up to the first failure."""
    output, followed = "", False
    faults: dict[str, FormFault] = {}
    for number, case in enumerate(recorded.cases):
        if settles(recorded.transcript, number):
            continue
        outcome = run_case(exercise, recorded.asked_at(number), transport, case)
        faults |= outcome.form_faults
        if outcome.failure is not None:
            return replace(outcome, followed=False, form_faults=faults)
        output, followed = output or outcome.output, followed or outcome.followed
    return Outcome(None, output=output, followed=followed or bool(faults), form_faults=faults)


def confirm(exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, outcome: Outcome) -> Outcome:
    """Run a failed case again, and add a note to the failure if it passes.

    It distinguishes a wrong function from one that depends on earlier calls.

    Args:
        transport: a fresh worker, or one in which failed cases have been confirmed only.
    """
    failure = outcome.failure
    if failure is None or not is_wrong(failure):
        return outcome
    _log.debug("%s/%s failed; running the case again in a fresh worker", exercise.id, recorded.id)
    asked = recorded.asked_at(recorded.cases.index(outcome.case))
    if run_case(exercise, asked, transport, outcome.case).failure is not None:
        return outcome
    text = (
        "In a fresh process the same calls pass: the function depends on earlier calls. "
        "Does it keep values in a global or a default argument?"
    )
    return replace(outcome, failure=replace(failure, detail=f"{failure.detail}\n{text}".strip()), repeats=False)


def is_wrong(failure: Failure | None) -> bool:
    """Whether a failure is a wrong answer or an exception of the student's."""
    return failure is not None and failure.verdict in ("failed", "raised") and failure.owner == "student"


def run_case(exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, case: bytes) -> Outcome:
    """Run a check's body on one case; once more if the fork server died, and once more if the worker was killed.

    The case is repeated in a fresh worker: the machine may have killed the last one. If that one is killed, too, the
    student's code is blamed, unless the kernel killed processes for lack of memory meanwhile.
    """
    died: set[Died] = set()
    while True:
        outcome, now = _run_once(exercise, recorded, transport, case)
        if now is None or now in died:
            return outcome
        _log.info("the %s died during %s/%s; running the case again", now, exercise.id, recorded.id)
        died.add(now)
        if now == "worker":
            transport.restart()


def _run_once(
    exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, case: bytes
) -> tuple[Outcome, Died | None]:
    """Run a check's body on one case; return its outcome, and which process died of something else than its code."""
    student = StudentProxy(_by_name(exercise), transport)
    failure: Failure | None = None
    died: Died | None = None
    try:
        run_body(recorded.check, _reference(exercise), student, case)
    except CheckFailed as failed:
        failure = failed.failure
    except SandboxError as error:
        died = "fork server" if isinstance(error, ServerDied) else None
        failure = Failure("grader_fault", str(error), owner="grader")
    except Exception as error:  # noqa: BLE001 - a body's computations with an answer may fail in any way
        failure = _attribute(exercise, recorded, case, error)
    if student.refused and (failure is None or failure.owner == "student"):
        failure = student.refused[0]  # NumPy may have caught it: `np.array_equal` is then False
    # Of all calls: a body can turn the failure of a call into another one.
    killers = {call.reply.killed_by for call in student.calls if isinstance(call.reply, Failure)} - {""}
    if failure is not None and killers:
        died = "worker"
        failure = Failure("grader_fault", _OUT_OF_MEMORY, owner="grader") if "machine" in killers else failure
    printed = _printed_by(student.calls)
    return Outcome(failure, tuple(student.calls), printed, student.followed, case, True, student.form_faults), died


def _attribute(exercise: PublicExercise, recorded: RecordedCheck, case: bytes, error: Exception) -> Failure:
    """Attribute an exception in a check's body: to the grader if the check also fails for the reference."""
    text = f"{type(error).__name__}: {error}"
    if fails_for_reference(exercise, recorded, case):
        return Failure("grader_fault", "This check is broken: it also fails for the reference.", text, owner="grader")
    return Failure("failed", "The check could not process the values that your code returned.", text)


def fails_for_reference(exercise: PublicExercise, recorded: RecordedCheck, case: bytes) -> bool:
    """Whether a check fails for the reference itself; without a reference, assume that it passes."""
    reference = _reference(exercise)
    if reference is None:
        return False
    try:
        run_body(recorded.check, reference, StudentProxy(_by_name(exercise), InProcessTransport(reference)), case)
    except Exception:  # noqa: BLE001 - any exception is a failure for the reference
        return True
    return False


def _reference(exercise: PublicExercise) -> Any:
    """Return the reference, or None in a student's folder, whose checks have already passed with it."""
    return getattr(exercise, "reference", None)


def _by_name(exercise: PublicExercise) -> dict[str, Function]:
    return {function.name: function for function in exercise.functions}


def _printed_by(calls: Sequence[Call]) -> str:
    """Return the text that the student's code printed during these calls."""
    return "".join(call.reply.side_effects.output for call in calls)[: 2 * MAX_OUTPUT]
