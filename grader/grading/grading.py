"""Turns a submission into a report: `grade` -> `grade_exercise` -> `find_failure` -> `to_check_report`."""

from __future__ import annotations

import difflib
import platform
import re
import time
from collections import Counter
from dataclasses import replace
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from grader.course.course import Exercise
from grader.execution import isolation
from grader.execution.absent import Absent
from grader.execution.forkserver import ForkServer
from grader.execution.replies import Fault
from grader.execution.session import Endless, Session
from grader.grading.counterexamples import to_counterexample
from grader.grading.diagnosis import Findings, diagnose
from grader.grading.judging import Failure, Outcome, find_failure, is_shrinkable, locate, printed_by, shrink_failure
from grader.reports.replay import with_steps
from grader.reports.report import (
    SCHEMA_VERSION,
    CheckReport,
    CourseInfo,
    Diagnosis,
    Environment,
    ExerciseReport,
    Report,
    SubmissionInfo,
    Timing,
)
from grader.submissions.main_file import choose_file, find_outlines
from grader.text import MAX_OUTPUT, one_line, plural, printable, quote_list
from grader.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from grader.course.course import Course, PublicExercise
    from grader.course.recording import RecordedCheck
    from grader.execution.student import Transport
    from grader.reports.report import Diagnosis, Isolation, Visibility
    from grader.submissions.submission import Submission

BOTH: tuple[Visibility, ...] = ("public", "hidden")
MAX_WARNINGS = 5
# NumPy's own words and the functions that people meet them in: any other text could tell a hidden input.
_NUMERIC_WARNING = re.compile(
    r"RuntimeWarning: (overflow|underflow|divide by zero|invalid value) encountered in "
    r"(scalar )?(add|cosh|divide|dot|exp|exp2|expm1|log|log10|log1p|log2|matmul|multiply|power|reduce|sinh|sqrt|"
    r"square|subtract|true_divide)"
)


def grade(
    course: Course, submission: Submission, server: ForkServer | None = None, shown: Collection[Visibility] = BOTH
) -> Report:
    """Grade a submission against every exercise of a course.

    Args:
        server: a fork server to share between submissions; one is started and ended here if left out.
        shown: the checks whose counterexamples somebody will see; no smaller ones are looked for in others.
    """
    if server is None:
        with ForkServer() as own_server:
            return grade(course, submission, own_server, shown)
    started = time.perf_counter()
    reports: list[ExerciseReport] = []
    notes = list(submission.notes)
    found = isolation.observe(server, course.root / "reference")
    layers: set[tuple[str, ...]] = set()
    seconds: dict[str, float] = {}
    outlines = find_outlines(submission.files)
    endless = Endless()
    for exercise in course.exercises:
        exercise_started = time.perf_counter()
        choice = choose_file(outlines, exercise.id, [function.name for function in exercise.functions])
        notes += choice.notes
        if choice.main is None:
            reports.append(grade_exercise(exercise, Absent(nothing_found(exercise, submission))))
        else:
            with Session(server, submission.files, choice.main, course.limits, endless) as session:
                reports.append(grade_exercise(exercise, session, shown))
            notes += [*session.notes, *(f"{choice.main}: {text}" for text in numeric_warnings(session.warnings))]
            layers.add(session.layers)
            endless = session.endless
        seconds[exercise.id] = round(time.perf_counter() - exercise_started, 4)
    info = SubmissionInfo(submission.id, submission.sha256, tuple(submission.files), tuple(dict.fromkeys(notes)))
    timing = Timing(round(time.perf_counter() - started, 4), seconds)
    return to_report(course, info, tuple(reports), isolation.narrow(found, layers), timing)


def report_unreadable(course: Course, submission_id: str, reason: str) -> Report:
    """Return the report of a submission that could not be read: nothing attempted, and why."""
    absent = Absent(Fault("not_attempted", "The submission could not be read."))
    reports = tuple(grade_exercise(exercise, absent) for exercise in course.exercises)
    info = SubmissionInfo(submission_id, "", (), (reason,))
    return to_report(course, info, reports, isolation.NOTHING_RAN, Timing(0.0, {}))


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
        grader_version=VERSION,
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


def grade_exercise(
    exercise: PublicExercise, transport: Transport, shown: Collection[Visibility] = BOTH
) -> ExerciseReport:
    """Run every check of an exercise against the functions behind `transport`.

    The first property that fails on drawn inputs is shrunk, if it is `shown`; doing it for each would cost more
    than it teaches.
    """
    checks: list[CheckReport] = []
    may_shrink = True
    for recorded in exercise.checks:
        outcome = find_failure(exercise, recorded, transport)
        wanted = may_shrink and recorded.visibility in shown
        if wanted and outcome.failure is not None and is_shrinkable(recorded, outcome.failure):
            outcome = replace(outcome, failure=shrink_failure(exercise, recorded, transport, outcome.failure))
            may_shrink = False
        if outcome.failure is not None:
            outcome = replace(outcome, failure=locate(outcome.failure))
        checks.append(to_check_report(recorded, outcome))
    failed = [check.id for check in checks if check.verdict in ("failed", "raised") and check.fault == "student"]
    findings = diagnose(exercise, transport, failed) if failed and isinstance(exercise, Exercise) else Findings()
    return _to_exercise_report(exercise, checks, findings)


def report_untouched(exercise: PublicExercise, summary: str) -> ExerciseReport:
    """Return the report of an exercise of which nothing is written, with nothing run."""
    failure = Failure("not_attempted", "student", summary)
    checks = [to_check_report(recorded, Outcome(failure, "")) for recorded in exercise.checks]
    return _to_exercise_report(exercise, checks, Findings())


def _to_exercise_report(exercise: PublicExercise, checks: Sequence[CheckReport], findings: Findings) -> ExerciseReport:
    earned = sum(check.weight for check in checks if check.verdict == "passed")
    total = sum(check.weight for check in checks)
    score = round(exercise.points * earned / total, 2) if total else 0.0
    return ExerciseReport(
        id=exercise.id,
        title=exercise.title,
        score=score,
        max_score=exercise.points,
        message=_exercise_message(checks, findings.diagnoses),
        diagnosis=findings.diagnoses,
        checks=tuple(_in_the_light_of(findings, exercise, checks)),
    )


def _in_the_light_of(
    findings: Findings, exercise: PublicExercise, checks: Iterable[CheckReport]
) -> Iterator[CheckReport]:
    """Drop hints where a diagnosis has a better one, and mark what passed on a function that is not right."""
    explained = {check_id for diagnosis in findings.diagnoses for check_id in diagnosis.checks}
    follows = {recorded.id: recorded.check.follows for recorded in exercise.checks}
    for check in checks:
        if check.id in explained:
            yield msgspec.structs.replace(check, hint="")
        elif check.verdict == "passed" and follows[check.id] in findings.wrong_functions:
            yield msgspec.structs.replace(check, followed_through=True)
        else:
            yield check


def to_check_report(recorded: RecordedCheck, outcome: Outcome) -> CheckReport:
    """Write down how a check ended; the hint is shown where it is the property that does not hold."""
    failure = outcome.failure
    return CheckReport(
        id=recorded.id,
        title=one_line(recorded.check.title),
        visibility=recorded.visibility,
        weight=recorded.check.weight,
        verdict="passed" if failure is None else failure.verdict,
        fault="none" if failure is None else failure.owner,
        message="" if failure is None else printable(f"{failure.summary}\n{failure.detail}".strip()),
        hint=recorded.check.hint if failure is not None and failure.about_property else "",
        counterexample=None if failure is None else with_steps(to_counterexample(failure), failure.calls),
        output=printable(outcome.output if failure is None else printed_by(failure.calls), MAX_OUTPUT),
        followed_through=outcome.followed,
    )


def _exercise_message(checks: Sequence[CheckReport], diagnoses: Sequence[Diagnosis]) -> str:
    verdicts = Counter(check.verdict for check in checks)
    open_checks = [check for check in checks if check.verdict != "passed"]
    if not open_checks:
        return f"All {plural(len(checks), 'check')} passed."
    if verdicts["not_attempted"] == len(checks):
        reasons = list(dict.fromkeys(check.message.partition("\n")[0] for check in checks))
        return f"Not attempted. {reasons[0]}" if len(reasons) == 1 else "Not attempted."
    if diagnoses:
        likely = diagnoses[0]
        state = f"{verdicts['passed']} of {plural(len(checks), 'check')} passed"
        return f"{state}. Likely mistake in {likely.function}: {likely.name} {likely.hint}"
    first = next((c for c in open_checks if c.verdict not in ("not_attempted", "skipped")), open_checks[0])
    cause = first.message.partition("\n")[0]
    same = [check for check in open_checks if check.message == first.message]
    if len(same) == len(checks):
        # What comes after the first line of a hidden check's message may tell its input.
        return first.message.replace("\n", " ") if first.visibility == "public" else cause
    title = first.title.removesuffix(".")
    untouched = verdicts["not_attempted"]
    state = f"{verdicts['passed']} of {plural(len(checks), 'check')} passed"
    state += f", {untouched} not attempted" if untouched else ""
    return f"{state}. Look first at “{title}”: {cause}"


def nothing_found(exercise: PublicExercise, submission: Submission) -> Fault:
    """Say that an exercise has no file, and name one that was perhaps meant."""
    names = quote_list([function.name for function in exercise.functions])
    by_stem = {PurePosixPath(path).stem.lower(): path for path in submission.files}
    close = difflib.get_close_matches(exercise.id, by_stem, n=1, cutoff=0.75)
    meant = f" Should {one_line(by_stem[close[0]], 80)} be it?" if close else ""
    half = "at least half of " if len(exercise.functions) > 1 else ""
    text = f"The submission has no file {exercise.id}.py, and none that defines {half}{names}.{meant}"
    left_out = [note for note in submission.notes if f"{exercise.id}.py was left out" in note]
    return Fault("not_attempted", left_out[0] if left_out else text)


def numeric_warnings(texts: Iterable[str]) -> list[str]:
    """Keep NumPy's own warnings; any other text could carry what a hidden check passed in."""
    found = [match[0] for text in texts if (match := _NUMERIC_WARNING.fullmatch(text))]
    return sorted(set(found))[:MAX_WARNINGS]
