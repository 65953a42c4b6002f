"""The types of the report: a versioned tree of submission, exercises and checks, and its JSON.

The same submission gets the same report, byte for byte, on the same machine and versions, except for `timing`.
`to_student_view` removes the parts that students should not see.
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
Rung: TypeAlias = Literal["not_returned", "none", "kind", "keys", "shape", "dtype", "not_finite", "raised", "value"]
IsolationLevel: TypeAlias = Literal["none", "rlimits", "landlock", "namespaces"]


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class ReportPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base class of the report's types: immutable, and without unknown fields in JSON."""


class Step(ReportPart, frozen=True):
    """A call that a check made, in full, so it can be repeated."""

    call: Annotated[str, _doc("The call as Python, with `np` for NumPy.")]
    returned: Annotated[str, _doc("The return value as Python; empty if it did not return.")]
    raised: Annotated[
        str, _doc("The name of the exception it raised, or another verdict such as `died`; empty if it returned.")
    ]
    seen: Annotated[
        tuple[Literal["modified", "shared"], ...],
        _doc("Whether arguments were modified, or shared memory with the result."),
    ]


class Counterexample(ReportPart, frozen=True):
    """A call for which a property does not hold."""

    call: Annotated[str, _doc("The call as Python, with `np` for NumPy.")]
    returned: Annotated[str, _doc("The return value as Python, or the exception it raised.")]
    expected: Annotated[
        str | None,
        _doc("The expected return value; null in the student's view, and if the check expected no value of this call."),
    ]
    steps: Annotated[
        tuple[Step, ...], _doc("The last calls of the failing case, in order; `grader replay` makes a script of them.")
    ] = ()
    measured: Annotated[
        str,
        _doc(
            "What the check compared where it failed, at full precision, in a sentence. Empty if it compared no "
            "numbers, and for hidden checks in the student's view."
        ),
    ] = ""
    any_value: Annotated[
        tuple[str, ...],
        _doc("Parameters that make no difference: a few other values of each, one at a time, failed in the same way."),
    ] = ()


class CheckReport(ReportPart, frozen=True):
    """One check of one exercise."""

    id: Annotated[str, _doc("The name of the check, unique in its exercise.")]
    title: Annotated[str, _doc("The property in words.")]
    visibility: Annotated[Visibility, _doc("Whether students can read and run the check themselves.")]
    weight: Annotated[int, _doc("Its share of the exercise's points relative to the other checks.")]
    verdict: Annotated[Verdict, _doc("How the check ended; see above.")]
    fault: Annotated[FaultOwner, _doc("Who is responsible if the check did not pass.")]
    message: Annotated[str, _doc("What happened.")]
    hint: Annotated[str, _doc("A hint; empty if the check passed, or if a diagnosis has a better one.")]
    counterexample: Annotated[Counterexample | None, _doc("The call that shows the failure, if there is one.")]
    output: Annotated[str, _doc("The output of the student's code during this check, cut to a limit.")]
    followed_through: Annotated[
        bool,
        _doc("Whether it passed on the student's own answers of a wrong function: a mistake costs points once."),
    ] = False
    rung: Annotated[
        Rung | None,
        _doc("How far an answer came before it was refused; null if the check passed or the grader is at fault."),
    ] = None
    sentence: Annotated[
        str, _doc("The message, if the check's source contains it word for word; empty if code made it.")
    ] = ""


class Diagnosis(ReportPart, frozen=True):
    """A mistake that explains the student's answers."""

    name: Annotated[str, _doc("The mistake in words.")]
    function: Annotated[str, _doc("The function that contains it.")]
    hint: Annotated[str, _doc("The mistake's hint.")]
    misconceptions: Annotated[
        tuple[str, ...],
        _doc("Names in the course's list; several if no input distinguishes them, none if `change` says what it is."),
    ]
    checks: Annotated[
        tuple[str, ...], _doc("The checks that do not pass because of it; they have no hint of their own.")
    ]
    change: Annotated[
        str,
        _doc(
            "For a mistake without a name: the small change of the right code, as in `transpose_left_out`, or the "
            "relation to the right answer, as in `negated`, that gives the same answers; otherwise empty."
        ),
    ] = ""


class Unexplained(ReportPart, frozen=True):
    """Wrong answers of one function that no diagnosis explains."""

    function: Annotated[str, _doc("The function.")]
    entries: Annotated[
        tuple[str, ...],
        _doc("The parts of its result that are wrong; `(raised)`, `(modified)` and `(shared)` are not values."),
    ]
    questions: Annotated[tuple[int, ...], _doc("The numbers of the recorded calls to which `sketches` belong.")]
    sketches: Annotated[
        tuple[float | None, ...],
        _doc("A weighted sum of the answer to each of these calls, to 9 digits; null if it is not finite."),
    ]
    smallest: Annotated[Counterexample, _doc("The shortest of the calls that it answers wrongly.")]


class ExerciseReport(ReportPart, frozen=True, omit_defaults=True):
    """One exercise of a submission."""

    id: Annotated[str, _doc("The name of the exercise and of its file.")]
    title: Annotated[str, _doc("The title of its statement.")]
    score: Annotated[float, _doc("max_score times passed weight over total weight, rounded to two decimal places.")]
    max_score: Annotated[float, _doc("The maximum number of points.")]
    message: Annotated[str, _doc("The state of the exercise in one or two sentences.")]
    diagnosis: Annotated[tuple[Diagnosis, ...], _doc("Misconceptions that explain the answers.")]
    checks: Annotated[tuple[CheckReport, ...], _doc("Every check, public ones first.")]
    faults: Annotated[
        tuple[str, ...],
        _doc("Exceptions in the grader itself, with their types and places; left out if there are none."),
    ] = ()
    unexplained: Annotated[
        tuple[Unexplained, ...],
        _doc("Wrong answers without a diagnosis, by function; left out if there are none, and for students."),
    ] = ()


class CourseInfo(ReportPart, frozen=True):
    """The course with which the submission was graded."""

    title: Annotated[str, _doc("The title in course.toml.")]
    sha256: Annotated[str, _doc("Hash of the course's files without the secret seed.")]


class SubmissionInfo(ReportPart, frozen=True):
    """The submission that was graded."""

    id: Annotated[str, _doc("The name of the submission's folder, made printable.")]
    sha256: Annotated[str, _doc("Hash of the names and contents of its files; empty if it could not be read.")]
    files: Annotated[tuple[str, ...], _doc("The files that were read, nearest to the top first.")]
    notes: Annotated[
        tuple[str, ...],
        _doc("Files that were used or left out; failed statements and warnings, of the public checks' workers only."),
    ]


class Isolation(ReportPart, frozen=True):
    """The isolation of students' code, as observed in the workers and not as requested."""

    level: Annotated[
        IsolationLevel, _doc("The strongest level that was observed to hold completely; `none` if nothing ran.")
    ]
    layers: Annotated[tuple[str, ...], _doc("The layers that held in every worker, observed from inside.")]
    landlock_abi: Annotated[int, _doc("Version of Landlock in use; 0 without it.")]
    possible: Annotated[tuple[str, ...], _doc("Forbidden actions that a test worker tried and that succeeded.")]
    missing: Annotated[tuple[str, ...], _doc("For each missing layer, the kernel's error message.")]
    reference_protected: Annotated[bool, _doc("Whether a worker tried to read the reference and failed.")]


class Environment(ReportPart, frozen=True):
    """The versions of the software that computed the answers."""

    python: Annotated[str, _doc("Version of Python.")]
    numpy: Annotated[str, _doc("Version of NumPy.")]
    hypothesis: Annotated[str, _doc("Version of Hypothesis, which drew the inputs.")]
    platform: Annotated[str, _doc("Operating system.")]


class Timing(ReportPart, frozen=True):
    """The only values that may differ between two runs on the same submission."""

    wall_s: Annotated[float, _doc("Total wall time in seconds; 0 in the student's view.")]
    exercises: Annotated[dict[str, float], _doc("Wall time in seconds by exercise.")]


class Report(ReportPart, frozen=True):
    """The results of one submission."""

    schema_version: Annotated[int, _doc("Increased when a reader of the previous version would misread this one.")]
    grader_version: Annotated[str, _doc("Version of the grader.")]
    course: Annotated[CourseInfo, _doc("The course.")]
    submission: Annotated[SubmissionInfo, _doc("The submission.")]
    score: Annotated[float, _doc("Sum over the exercises; provisional if a check has the fault `grader`.")]
    max_score: Annotated[float, _doc("Sum over the exercises.")]
    exercises: Annotated[tuple[ExerciseReport, ...], _doc("The selected exercises, in the order of the course.")]
    isolation: Annotated[Isolation, _doc("The isolation of students' code.")]
    environment: Annotated[Environment, _doc("The software that computed the answers.")]
    timing: Annotated[Timing, _doc("The only values that may differ between two runs.")]


def to_json(report: Report) -> bytes:
    """Return the report as indented JSON in UTF-8 with a final newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def from_json(data: bytes) -> Report:
    """Read a report from JSON.

    Raises:
        msgspec.ValidationError: it is not a report of this version.
    """
    return msgspec.json.decode(data, type=Report)


def to_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a report."""
    # The round trip through JSON turns tuples, used as defaults, into lists.
    schema = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Report)))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Score report", **schema}


def is_perfect(report: Report) -> bool:
    """Whether the submission earned all points."""
    return report.score == report.max_score


def has_grader_fault(report: Report) -> bool:
    """Whether a check failed because of the grader, which makes the score provisional."""
    return any(check.fault == "grader" for exercise in report.exercises for check in exercise.checks)
