"""Runs one check against one student: `find_failure` -> `judge` -> the check's body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from grader.course import cases
from grader.errors import SandboxError, ServerDied
from grader.execution.answers import WrongAnswer
from grader.execution.in_process import LocalTransport
from grader.execution.script import run_body
from grader.execution.student import Call, Student, StudentFault, Transport
from grader.exercise.assertions import CheckFailed
from grader.text import MAX_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from grader.course.course import PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.exercise.spec import Function
    from grader.reports.report import FaultOwner, Verdict

MAX_DEATHS_IN_SHRINKING = 2


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a check did not pass on one case; `about_property` if it is the check's property that does not hold.

    It is `vacuous` where the property had nothing to say for the answers given.
    """

    verdict: Verdict
    owner: FaultOwner
    summary: str
    detail: str = ""
    calls: tuple[Call, ...] = ()
    actual: Any = None
    expected: Any = None
    case: bytes = cases.NO_INPUTS
    repeats: bool = True
    about_property: bool = False
    look_closer: Callable[[], CheckFailed] | None = None
    vacuous: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a check or of one of its cases.

    `output` is what the student's code printed first; `followed` says that an answer was accepted because it
    follows from the student's own earlier parts.
    """

    failure: Failure | None
    output: str
    followed: bool = False


def find_failure(exercise: PublicExercise, recorded: RecordedCheck, transport: Transport) -> Outcome:
    """Run a check on its recorded cases, as far as the first that fails.

    A case that fails is run once more in a fresh worker, to tell a wrong function from one that depends on
    what was called before.
    """
    output, followed = "", False
    for number, case in enumerate(recorded.cases):
        if transport.confirms(recorded.script, number):
            continue
        outcome = judge(exercise, recorded, transport, case)
        output, followed, failure = output or outcome.output, followed or outcome.followed, outcome.failure
        if failure is None:
            continue
        if failure.verdict in ("failed", "raised") and failure.owner == "student":
            transport.restart()
            if judge(exercise, recorded, transport, case).failure is None:
                text = "In a fresh process the same calls pass: the function depends on earlier calls."
                failure = replace(failure, detail=f"{failure.detail}\n{text}".strip(), repeats=False)
        return Outcome(failure, outcome.output)
    return Outcome(None, output, followed)


def is_shrinkable(recorded: RecordedCheck, failure: Failure) -> bool:
    """Whether a smaller case may be looked for: never after a time-out or a death, which would cost too much."""
    return failure.verdict in ("failed", "raised") and failure.repeats and bool(recorded.check.inputs)


def shrink_failure(
    exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, failure: Failure
) -> Failure:
    """Look for a smaller case that fails in the same way, and return its failure.

    A case that the reference fails too, where a property says nothing, is none: it would blame the wrong thing.
    """
    deaths = 0

    def fails(case: bytes) -> bool:
        nonlocal deaths
        if deaths >= MAX_DEATHS_IN_SHRINKING:
            return False
        found = judge(exercise, recorded, transport, case).failure
        deaths += found is not None and found.verdict in ("timed_out", "died", "out_of_memory")
        return (
            found is not None and _fails_alike(found, failure) and _error_of_reference(exercise, recorded, case) is None
        )

    passed = recorded.cases[: recorded.cases.index(failure.case)]
    known = [(failure.case, True), *((case, False) for case in passed)]
    check = recorded.check
    smaller = cases.shrink(check.inputs, check.examples, recorded.seed, fails, known)
    if smaller is None or smaller == failure.case:
        return failure
    found = judge(exercise, recorded, transport, smaller).failure
    return found if found is not None and _fails_alike(found, failure) else failure


def _fails_alike(found: Failure, failure: Failure) -> bool:
    return found.verdict == failure.verdict and found.vacuous == failure.vacuous


def locate(failure: Failure) -> Failure:
    """Say where an answer is wrong, if the check has a way to look closer and the student's functions still answer."""
    if failure.look_closer is None or not failure.repeats:
        return failure
    try:
        found = failure.look_closer()
    except (StudentFault, SandboxError):
        return failure
    return replace(failure, summary=found.summary, detail=found.detail, actual=found.actual, look_closer=None)


def judge(
    exercise: PublicExercise, recorded: RecordedCheck, transport: Transport, case: bytes, *, repeated: bool = False
) -> Outcome:
    """Run a check's body on one case.

    It is run again, once, if the fork server died on the way.
    """
    student = Student(_by_name(exercise), transport)
    failure = None
    try:
        run_body(recorded.check, _reference(exercise), student, case)
    except StudentFault as raised:
        fault = raised.fault
        failure = Failure(fault.verdict, "student", fault.summary, fault.detail, about_property=raised.about_values)
    except WrongAnswer as wrong:
        failure = Failure(
            "failed", "student", wrong.summary, wrong.detail, actual=wrong.answer, about_property=wrong.infinite
        )
    except CheckFailed as failed:
        failure = Failure(
            verdict="failed",
            owner="student",
            summary=failed.summary,
            detail=failed.detail,
            actual=failed.actual,
            expected=failed.expected,
            about_property=True,
            look_closer=failed.look_closer,
            vacuous=failed.vacuous,
        )
    except SandboxError as error:
        if isinstance(error, ServerDied) and not repeated:
            return judge(exercise, recorded, transport, case, repeated=True)
        failure = Failure("grader_fault", "grader", str(error))
    except Exception as error:  # noqa: BLE001 - what a body makes of an answer may fail in any way
        failure = _attribute(exercise, recorded, case, error)
    if failure is not None:
        failure = replace(failure, calls=tuple(student.calls), case=case)
    return Outcome(failure, printed_by(student.calls), student.followed)


def _attribute(exercise: PublicExercise, recorded: RecordedCheck, case: bytes, error: Exception) -> Failure:
    """Say whose fault it is that a check's body broke: the grader's only if it breaks for the reference too."""
    text = f"{type(error).__name__}: {error}"
    if _error_of_reference(exercise, recorded, case) is not None:
        return Failure("grader_fault", "grader", "This check is broken; it fails for the reference as well.", text)
    return Failure("failed", "student", "The check cannot be carried out with the answers given.", text)


def _error_of_reference(exercise: PublicExercise, recorded: RecordedCheck, case: bytes) -> Exception | None:
    """Return what a check raises for the reference itself; None where it passes, or where there is no reference."""
    reference = _reference(exercise)
    if reference is None:
        return None
    try:
        run_body(recorded.check, reference, Student(_by_name(exercise), LocalTransport(reference)), case)
    except Exception as error:  # noqa: BLE001 - whatever it is, the reference met it
        return error
    return None


def _reference(exercise: PublicExercise) -> Any:
    """Return the reference; students, who have none, run only checks that have passed with it."""
    return getattr(exercise, "reference", None)


def _by_name(exercise: PublicExercise) -> dict[str, Function]:
    return {function.name: function for function in exercise.functions}


def printed_by(calls: Sequence[Call]) -> str:
    """Return what the student's code printed during these calls."""
    return "".join(call.reply.testimony.output for call in calls)[: 2 * MAX_OUTPUT]
