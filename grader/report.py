"""The report: one versioned tree of submission, exercises and checks, and its JSON.

The same submission gets the same report, byte for byte, on the same machine and versions; all that may
differ between two runs is in `timing`. `to_student_view` removes what students should not see.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec

SCHEMA_VERSION = 1

Verdict: TypeAlias = Literal[
    "passed", "failed", "raised", "timed_out", "out_of_memory", "died", "skipped", "not_attempted", "grader_fault"
]
FaultOwner: TypeAlias = Literal["none", "student", "grader"]
Visibility: TypeAlias = Literal["public", "hidden"]
View: TypeAlias = Literal["student", "instructor"]


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the report's types: immutable, and strict when read back."""


class Counterexample(Part, frozen=True):
    """A call for which a property does not hold."""

    call: Annotated[str, _doc("The call as Python, with `np` for NumPy.")]
    returned: Annotated[str, _doc("What it returned, as Python, or the exception it raised.")]
    expected: Annotated[str | None, _doc("What it should have returned; null in the student's view.")]


class CheckReport(Part, frozen=True):
    """One check of one exercise."""

    id: str
    title: Annotated[str, _doc("The property in words.")]
    visibility: Visibility
    weight: Annotated[int, _doc("Its share of the exercise's points, relative to the other checks.")]
    verdict: Verdict
    fault: Annotated[FaultOwner, _doc("Whose fault it is that the check did not pass.")]
    message: Annotated[str, _doc("What happened; the first line holds no values of inputs.")]
    hint: Annotated[str, _doc("What to think about; empty when the check passed.")]
    counterexample: Counterexample | None
    output: Annotated[str, _doc("What the student's code printed during this check, cut to a limit.")]


class Diagnosis(Part, frozen=True):
    """A misconception that explains the student's answers."""

    name: str
    function: str
    hint: str


class ExerciseReport(Part, frozen=True):
    """One exercise of a submission."""

    id: str
    title: str
    score: float
    max_score: float
    message: Annotated[str, _doc("The state of the exercise in one or two sentences.")]
    diagnosis: tuple[Diagnosis, ...]
    checks: tuple[CheckReport, ...]


class CourseInfo(Part, frozen=True):
    """The course that was graded against."""

    title: str
    sha256: Annotated[str, _doc("Hash of the course's files; the secret seed is not among them.")]


class SubmissionInfo(Part, frozen=True):
    """What was graded."""

    id: str
    sha256: str
    files: tuple[str, ...]
    notes: Annotated[tuple[str, ...], _doc("Decisions and oddities: failed statements, warnings, missing files.")]


class Isolation(Part, frozen=True):
    """How students' code was kept apart, as observed in the workers."""

    level: Literal["none", "rlimits"]
    layers: tuple[str, ...]
    reference_protected: Annotated[bool, _doc("Whether a worker could not have read the reference from disk.")]


class Environment(Part, frozen=True):
    """The versions that the answers were computed with."""

    python: str
    numpy: str
    hypothesis: str
    platform: str


class Timing(Part, frozen=True):
    """All that may differ between two runs on the same submission."""

    wall_s: float
    exercises: Annotated[dict[str, float], _doc("Seconds of real time by exercise.")]


class Report(Part, frozen=True):
    """The verdict on one submission."""

    schema_version: int
    grader_version: str
    course: CourseInfo
    submission: SubmissionInfo
    score: float
    max_score: float
    exercises: tuple[ExerciseReport, ...]
    isolation: Isolation
    environment: Environment
    timing: Timing


def to_json(report: Report) -> bytes:
    """Return the report as indented JSON in UTF-8, ending in a new line."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def from_json(data: bytes) -> Report:
    """Read a report back.

    Raises:
        msgspec.ValidationError: it is not a report of this version.
    """
    return msgspec.json.decode(data, type=Report)


def to_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a report."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Score report", **schema}


def is_perfect(report: Report) -> bool:
    """Whether everything was earned."""
    return report.score == report.max_score


def has_grader_fault(report: Report) -> bool:
    """Whether a check could not be completed through no fault of the student, so that the score is provisional."""
    return any(check.fault == "grader" for exercise in report.exercises for check in exercise.checks)


def to_student_view(report: Report, *, hidden_counterexamples: bool) -> Report:
    """Return the report without what students should not see.

    Of a hidden check that leaves the property, the verdict, the first line of the message and the hint;
    with `hidden_counterexamples`, the call and what it returned as well. What should have been returned stays
    for public checks only, in their messages: students can compute those themselves.
    """

    def strip(check: CheckReport) -> CheckReport:
        counterexample = check.counterexample
        if counterexample is not None:
            counterexample = msgspec.structs.replace(counterexample, expected=None)
        if check.visibility == "public":
            return msgspec.structs.replace(check, counterexample=counterexample)
        shown = counterexample if hidden_counterexamples else None
        first_line = check.message.partition("\n")[0]
        return msgspec.structs.replace(check, message=first_line, counterexample=shown, output="")

    exercises = tuple(
        msgspec.structs.replace(exercise, checks=tuple(map(strip, exercise.checks))) for exercise in report.exercises
    )
    # To the tenth of a second: more digits could tell what a hidden input is.
    return msgspec.structs.replace(report, exercises=exercises, timing=Timing(round(report.timing.wall_s, 1), {}))
