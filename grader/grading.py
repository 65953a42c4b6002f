"""Turns a submission into a report: `grade` -> `grade_exercise` -> `find_failure` -> `judge` -> check body."""

from __future__ import annotations

import platform
import re
import time
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import corpus
from grader.assertions import CheckFailed
from grader.boundary import Entries, WrongAnswer
from grader.errors import SandboxError
from grader.literal import to_python
from grader.local import LocalTransport
from grader.replies import Fault, Reply, Returned
from grader.report import (
    SCHEMA_VERSION,
    CheckReport,
    Counterexample,
    CourseInfo,
    Environment,
    ExerciseReport,
    Isolation,
    Report,
    SubmissionInfo,
    Timing,
)
from grader.session import ForkServer, Session
from grader.student import Call, Student, StudentFault, Transport
from grader.text import MAX_OUTPUT, one_line, plural, printable
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from grader.course import Course, Exercise, RecordedCheck
    from grader.report import FaultOwner, Verdict
    from grader.submission import Submission

GRADER_VERSION = "0.1.0"
MAX_VALUE = 1_000
_NUMERIC_WARNING = re.compile(r"RuntimeWarning: (overflow|underflow|divide by zero|invalid value) encountered in \w+")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a check did not pass on one case."""

    verdict: Verdict
    owner: FaultOwner
    summary: str
    detail: str = ""
    calls: tuple[Call, ...] = ()
    actual: Any = None
    expected: Any = None
    case: bytes = corpus.NO_INPUTS
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class Absent:
    """Stands for a worker where there is nothing to run: every call ends in the same fault."""

    fault: Fault

    def call(self, _function: str, _arguments: bytes, _callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Return the fault."""
        return self.fault

    def restart(self) -> None:
        """Do nothing."""


def grade(course: Course, submission: Submission, server: ForkServer | None = None) -> Report:
    """Grade a submission against every exercise of a course.

    Args:
        server: a fork server to share between submissions; one is started and ended here if left out.
    """
    if server is None:
        with ForkServer() as own_server:
            return grade(course, submission, own_server)
    started = time.perf_counter()
    reports: list[ExerciseReport] = []
    notes = list(submission.notes)
    layers: set[tuple[str, ...]] = set()
    seconds: dict[str, float] = {}
    for exercise in course.exercises:
        exercise_started = time.perf_counter()
        main = submission.find_file(exercise.id)
        if main is None:
            absent = Absent(Fault("not_attempted", f"The submission has no file {exercise.id}.py."))
            reports.append(grade_exercise(exercise, absent))
        else:
            with Session(server, submission.files, main, course.limits) as session:
                reports.append(grade_exercise(exercise, session))
            notes += [*session.notes, *(f"{main}: {text}" for text in _numeric_warnings(session.warnings))]
            layers.add(session.layers)
        seconds[exercise.id] = round(time.perf_counter() - exercise_started, 4)
    info = SubmissionInfo(submission.id, submission.sha256, tuple(submission.files), tuple(dict.fromkeys(notes)))
    timing = Timing(round(time.perf_counter() - started, 4), seconds)
    return to_report(course, info, tuple(reports), _isolation(layers), timing)


def report_unreadable(course: Course, submission_id: str, reason: str) -> Report:
    """Return the report of a submission that could not be read: nothing attempted, and why."""
    absent = Absent(Fault("not_attempted", "The submission could not be read."))
    reports = tuple(grade_exercise(exercise, absent) for exercise in course.exercises)
    info = SubmissionInfo(submission_id, "", (), (reason,))
    return to_report(course, info, reports, _isolation(set()), Timing(0.0, {}))


def to_report(
    course: Course,
    info: SubmissionInfo,
    exercises: tuple[ExerciseReport, ...],
    isolation: Isolation,
    timing: Timing,
) -> Report:
    """Put the parts of a report together."""
    return Report(
        schema_version=SCHEMA_VERSION,
        grader_version=GRADER_VERSION,
        course=CourseInfo(course.title, course.sha256),
        submission=info,
        score=round(sum(exercise.score for exercise in exercises), 2),
        max_score=round(sum(exercise.max_score for exercise in exercises), 2),
        exercises=exercises,
        isolation=isolation,
        environment=Environment(
            platform.python_version(), np.__version__, version("hypothesis"), platform.platform(terse=True)
        ),
        timing=timing,
    )


def grade_exercise(exercise: Exercise, transport: Transport) -> ExerciseReport:
    """Run every check of an exercise against the functions behind `transport`.

    The first property that fails on drawn inputs is shrunk; doing it for each would cost more than it teaches.
    """
    checks: list[CheckReport] = []
    may_shrink = True
    for recorded in exercise.checks:
        failure, output = find_failure(exercise, recorded, transport)
        if may_shrink and failure is not None and is_shrinkable(recorded, failure):
            failure = shrink_failure(exercise, recorded, transport, failure)
            may_shrink = False
        checks.append(to_check_report(recorded, failure, output))
    earned = sum(check.weight for check in checks if check.verdict == "passed")
    total = sum(check.weight for check in checks)
    score = round(exercise.points * earned / total, 2) if total else 0.0
    message = _exercise_message(checks)
    return ExerciseReport(exercise.id, exercise.title, score, exercise.points, message, (), tuple(checks))


def find_failure(exercise: Exercise, recorded: RecordedCheck, transport: Transport) -> tuple[Failure | None, str]:
    """Run a check on its recorded cases; return the first failure, if any, and what was printed.

    A case that fails is run once more in a fresh worker, to tell a wrong function from one that depends on
    what was called before.
    """
    output = ""
    for case in recorded.cases:
        failure, printed = judge(exercise, recorded, transport, case)
        output = output or printed
        if failure is None:
            continue
        if failure.verdict in ("failed", "raised") and failure.owner == "student":
            transport.restart()
            again, _ = judge(exercise, recorded, transport, case)
            if again is None:
                text = "In a fresh process the same calls pass: the function depends on earlier calls."
                failure = replace(failure, detail=f"{failure.detail}\n{text}".strip(), repeats=False)
        return failure, printed
    return None, output


def is_shrinkable(recorded: RecordedCheck, failure: Failure) -> bool:
    """Whether a smaller case may be looked for: never after a time-out or a death, which would cost too much."""
    return failure.verdict in ("failed", "raised") and failure.repeats and bool(recorded.check.inputs)


def shrink_failure(exercise: Exercise, recorded: RecordedCheck, transport: Transport, failure: Failure) -> Failure:
    """Look for a smaller case that fails in the same way, and return its failure."""

    def fails(case: bytes) -> bool:
        found, _ = judge(exercise, recorded, transport, case)
        return found is not None and found.verdict == failure.verdict

    passed = recorded.cases[: recorded.cases.index(failure.case)]
    known = [(failure.case, True), *((case, False) for case in passed)]
    check = recorded.check
    smaller = corpus.shrink(check.inputs, check.examples, recorded.seed, fails, known)
    if smaller is None or smaller == failure.case:
        return failure
    found, _ = judge(exercise, recorded, transport, smaller)
    return found if found is not None and found.verdict == failure.verdict else failure


def judge(exercise: Exercise, recorded: RecordedCheck, transport: Transport, case: bytes) -> tuple[Failure | None, str]:
    """Run a check's body on one case; return why it failed, or None, and what the student's code printed."""
    functions = {function.name: function for function in exercise.functions}
    student = Student(functions, transport)
    failure = None
    try:
        _run_body(exercise, recorded, student, case)
    except StudentFault as raised:
        fault = raised.fault
        failure = Failure(fault.verdict, "student", fault.summary, fault.detail)
    except WrongAnswer as wrong:
        failure = Failure("failed", "student", wrong.summary, wrong.detail, actual=wrong.answer)
    except CheckFailed as failed:
        failure = Failure(
            "failed", "student", failed.summary, failed.detail, actual=failed.actual, expected=failed.expected
        )
    except SandboxError as error:
        failure = Failure("grader_fault", "grader", str(error))
    except Exception as error:  # noqa: BLE001 - what a body makes of an answer may fail in any way
        failure = _attribute(exercise, recorded, case, error)
    if failure is not None:
        failure = replace(failure, calls=tuple(student.calls), case=case)
    return failure, _printed(student.calls)


def to_check_report(recorded: RecordedCheck, failure: Failure | None, output: str) -> CheckReport:
    """Write down how a check ended."""
    return CheckReport(
        id=recorded.id,
        title=one_line(recorded.check.title),
        visibility=recorded.visibility,
        weight=recorded.check.weight,
        verdict="passed" if failure is None else failure.verdict,
        fault="none" if failure is None else failure.owner,
        message="" if failure is None else printable(f"{failure.summary}\n{failure.detail}".strip()),
        hint=recorded.check.hint if failure is not None and failure.verdict != "not_attempted" else "",
        counterexample=None if failure is None else _counterexample(failure),
        output=printable(output, MAX_OUTPUT),
    )


def _run_body(exercise: Exercise, recorded: RecordedCheck, student: Student, case: bytes) -> None:
    values = {**wire.decode(case), "student": student}
    if recorded.check.wants_reference:
        values["reference"] = exercise.reference
    # What a student returns may overflow in the check's own arithmetic; only the outcome counts.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recorded.check.body(**values)


def _attribute(exercise: Exercise, recorded: RecordedCheck, case: bytes, error: Exception) -> Failure:
    """Say whose fault it is that a check's body broke: the grader's only if it breaks for the reference too."""
    text = f"{type(error).__name__}: {error}"
    stand_in = Student({f.name: f for f in exercise.functions}, LocalTransport(exercise.reference))
    try:
        _run_body(exercise, recorded, stand_in, case)
    except Exception:  # noqa: BLE001 - whatever it is, the reference met it too
        return Failure("grader_fault", "grader", "This check is broken; it fails for the reference as well.", text)
    return Failure("failed", "student", "The check cannot be carried out with the answers given.", text)


def _counterexample(failure: Failure) -> Counterexample | None:
    """Show the call whose answer was found wrong, or the last one if the body found nothing in particular."""
    if not failure.calls or failure.verdict in ("not_attempted", "skipped", "grader_fault"):
        return None
    last = failure.calls[-1].reply
    if isinstance(last, Fault) and last.during == "load":
        return None
    call = next((c for c in failure.calls if _returned(c, failure.actual)), None)
    if call is None:
        call = failure.calls[-1] if failure.actual is None else failure.calls[0]
    reply = call.reply
    returned = to_python(reply.value) if isinstance(reply, Returned) else reply.detail or reply.summary
    expected = None if failure.expected is None else printable(to_python(failure.expected), MAX_VALUE)
    return Counterexample(call.text, printable(returned, MAX_VALUE), expected)


def _returned(call: Call, actual: Any) -> bool:
    if actual is None:
        return False
    match call.answer:
        case Entries() as answer:
            parts = list(answer.judged.values())
        case list() | tuple() as answer:
            parts = list(answer)
        case answer:
            parts = []
    return answer is actual or any(part is actual for part in parts)


def _printed(calls: Sequence[Call]) -> str:
    return "".join(call.reply.testimony.output for call in calls)[: 2 * MAX_OUTPUT]


def _exercise_message(checks: Sequence[CheckReport]) -> str:
    verdicts = Counter(check.verdict for check in checks)
    open_checks = [check for check in checks if check.verdict != "passed"]
    if not open_checks:
        return f"All {plural(len(checks), 'check')} passed."
    if verdicts["not_attempted"] == len(checks):
        reasons = list(dict.fromkeys(check.message.partition("\n")[0] for check in checks))
        return f"Not attempted. {reasons[0]}" if len(reasons) == 1 else "Not attempted."
    first = next((c for c in open_checks if c.verdict not in ("not_attempted", "skipped")), open_checks[0])
    cause = first.message.partition("\n")[0]
    same = [check for check in open_checks if check.message == first.message]
    if len(same) == len(checks):
        return first.message.replace("\n", " ")
    title = first.title.removesuffix(".")
    return f"{verdicts['passed']} of {plural(len(checks), 'check')} passed. Look first at “{title}”: {cause}"


def _numeric_warnings(texts: Iterable[str]) -> list[str]:
    """Keep NumPy's own warnings; any other text could carry what a hidden check passed in."""
    found = [match[0] for text in texts if (match := _NUMERIC_WARNING.fullmatch(text))]
    return sorted(set(found))


def _isolation(layers: set[tuple[str, ...]]) -> Isolation:
    common = set.intersection(*map(set, layers)) if layers else set()
    return Isolation("rlimits" if common else "none", tuple(sorted(common)), reference_protected=False)
