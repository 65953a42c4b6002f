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
IsolationLevel: TypeAlias = Literal["none", "rlimits", "landlock", "namespaces"]


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class ReportPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the report's types: immutable, and strict when read back."""


class Step(ReportPart, frozen=True):
    """A call that a check made, whole, so that it can be made again."""

    call: Annotated[str, _doc("The call as Python, with `np` for NumPy.")]
    returned: Annotated[str, _doc("What it returned, as Python; empty if it did not return.")]
    raised: Annotated[
        str, _doc("The name of the exception it raised, or how it ended otherwise; empty if it returned.")
    ]
    seen: Annotated[
        tuple[Literal["modified", "shared"], ...],
        _doc("Whether arguments were changed, or shared memory with what was returned."),
    ]


class Counterexample(ReportPart, frozen=True):
    """A call for which a property does not hold."""

    call: Annotated[str, _doc("The call as Python, with `np` for NumPy.")]
    returned: Annotated[str, _doc("What it returned, as Python, or the exception it raised.")]
    expected: Annotated[str | None, _doc("What it should have returned; null in the student's view.")]
    steps: Annotated[
        tuple[Step, ...], _doc("The last calls of the failing case, in order; `grader replay` makes a script of them.")
    ] = ()


class CheckReport(ReportPart, frozen=True):
    """One check of one exercise."""

    id: Annotated[str, _doc("The name of the check, unique in its exercise.")]
    title: Annotated[str, _doc("The property in words.")]
    visibility: Annotated[Visibility, _doc("Whether students can read and run the check themselves.")]
    weight: Annotated[int, _doc("Its share of the exercise's points, relative to the other checks.")]
    verdict: Annotated[Verdict, _doc("How the check ended; see above.")]
    fault: Annotated[FaultOwner, _doc("Whose fault it is that the check did not pass.")]
    message: Annotated[str, _doc("What happened; the first line holds no values of inputs.")]
    hint: Annotated[str, _doc("What to think about; empty when the check passed.")]
    counterexample: Annotated[Counterexample | None, _doc("The call that shows the failure, if there is one.")]
    output: Annotated[str, _doc("What the student's code printed during this check, cut to a limit.")]
    followed_through: Annotated[
        bool, _doc("Passed on the student's own answers of a function that is not right: one slip is paid for once.")
    ] = False


class Diagnosis(ReportPart, frozen=True):
    """A misconception that explains the student's answers."""

    name: Annotated[str, _doc("The misconception in words.")]
    function: Annotated[str, _doc("The function it was found in.")]
    hint: Annotated[str, _doc("What to think about.")]
    misconceptions: Annotated[
        tuple[str, ...], _doc("Names in the course's list; several if no input tells them apart.")
    ]
    checks: Annotated[
        tuple[str, ...], _doc("The checks that do not pass for this reason; they have no hint of their own.")
    ]


class ExerciseReport(ReportPart, frozen=True):
    """One exercise of a submission."""

    id: Annotated[str, _doc("The name of the exercise, and of its file.")]
    title: Annotated[str, _doc("The title of its statement.")]
    score: Annotated[float, _doc("max_score times passed weight over total weight, rounded to two decimals.")]
    max_score: Annotated[float, _doc("The points that can be earned.")]
    message: Annotated[str, _doc("The state of the exercise in one or two sentences.")]
    diagnosis: Annotated[tuple[Diagnosis, ...], _doc("Misconceptions that explain the answers, if any do.")]
    checks: Annotated[tuple[CheckReport, ...], _doc("Every check, public ones first.")]


class CourseInfo(ReportPart, frozen=True):
    """The course that was graded against."""

    title: Annotated[str, _doc("The title in course.toml.")]
    sha256: Annotated[str, _doc("Hash of the course's files; the secret seed is not among them.")]


class SubmissionInfo(ReportPart, frozen=True):
    """What was graded."""

    id: Annotated[str, _doc("The name of the submission's folder, made printable.")]
    sha256: Annotated[str, _doc("Hash of the names and contents of its files; empty if it could not be read.")]
    files: Annotated[tuple[str, ...], _doc("The files that were read, nearest to the top first.")]
    notes: Annotated[tuple[str, ...], _doc("Decisions and oddities: failed statements, warnings, missing files.")]


class Isolation(ReportPart, frozen=True):
    """How students' code was kept apart, as observed in the workers and not as asked for."""

    level: Annotated[
        IsolationLevel, _doc("The strongest level of which everything was seen to hold; `none` if nothing ran.")
    ]
    layers: Annotated[tuple[str, ...], _doc("What held in every worker, as seen from inside it.")]
    landlock_abi: Annotated[int, _doc("Version of Landlock in use; 0 without it.")]
    possible: Annotated[tuple[str, ...], _doc("What a worker tried and should not have been able to do, and was.")]
    missing: Annotated[tuple[str, ...], _doc("Why a layer is not there, in the kernel's words.")]
    reference_protected: Annotated[bool, _doc("Whether a worker tried to read the reference and could not.")]


class Environment(ReportPart, frozen=True):
    """The versions that the answers were computed with."""

    python: Annotated[str, _doc("Version of Python.")]
    numpy: Annotated[str, _doc("Version of NumPy.")]
    hypothesis: Annotated[str, _doc("Version of Hypothesis, which drew the inputs.")]
    platform: Annotated[str, _doc("Operating system.")]


class Timing(ReportPart, frozen=True):
    """All that may differ between two runs on the same submission."""

    wall_s: Annotated[float, _doc("Seconds of real time in all.")]
    exercises: Annotated[dict[str, float], _doc("Seconds of real time by exercise.")]


class Report(ReportPart, frozen=True):
    """The verdict on one submission."""

    schema_version: Annotated[int, _doc("Grows when a reader of the last version would misread this one.")]
    grader_version: Annotated[str, _doc("Version of the grader.")]
    course: Annotated[CourseInfo, _doc("What was graded against.")]
    submission: Annotated[SubmissionInfo, _doc("What was graded.")]
    score: Annotated[float, _doc("Sum over the exercises; provisional if a check has the fault `grader`.")]
    max_score: Annotated[float, _doc("Sum over the exercises.")]
    exercises: Annotated[
        tuple[ExerciseReport, ...], _doc("The exercises that were asked for, in the order of the course.")
    ]
    isolation: Annotated[Isolation, _doc("How students' code was kept apart.")]
    environment: Annotated[Environment, _doc("What it was graded with.")]
    timing: Annotated[Timing, _doc("All that may differ between two runs.")]


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
    # Through JSON, which has lists where a default is a tuple.
    schema = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Report)))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Score report", **schema}


def is_perfect(report: Report) -> bool:
    """Whether everything was earned."""
    return report.score == report.max_score


def has_grader_fault(report: Report) -> bool:
    """Whether a check could not be completed through no fault of the student, so that the score is provisional."""
    return any(check.fault == "grader" for exercise in report.exercises for check in exercise.checks)
