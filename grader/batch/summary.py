"""Summarises a class for its instructor: scores, common mistakes, and remarks on what to look at."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from grader.batch.clusters import Cluster, find_clusters
from grader.grading.misplaced import MISPLACED, NOTHING_FOUND
from grader.reports.escape import to_csv_cell
from grader.reports.report import ReportPart, has_grader_fault
from grader.submissions.class_folder import LOOKS_LIKE_CLASS
from grader.submissions.files import ZIP_IN_ZIP, ZIP_LEFT_OUT
from grader.submissions.source_file import CONFLICT, NOT_READ
from grader.submissions.versions import COUNTS
from grader.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.course.course import Course
    from grader.reports.report import ExerciseReport, Report, Unexplained

_REMARKABLE = {
    "timed_out": "ran out of time",
    "died": "exited or crashed",
    "out_of_memory": "ran out of memory",
    "grader_fault": "a check failed to run: grade again",
}


# Notes on notebooks, cells and zips in which an exercise may be.
_LOST = (".ipynb was left out", "in a text cell,", "in text cells,", CONFLICT, ZIP_LEFT_OUT, ZIP_IN_ZIP)
MAX_REMARK = 300
MAX_NOTES = 3


class ExerciseResult(ReportPart, frozen=True):
    """One student's result in one exercise."""

    score: float
    max_score: float
    attempted: bool


class StudentResult(ReportPart, frozen=True):
    """One line of the class table."""

    id: str
    score: float
    max_score: float
    exercises: dict[str, ExerciseResult]
    remarks: tuple[str, ...]


class ExerciseSummary(ReportPart, frozen=True):
    """One column of the class table; `mean_score` is over students who attempted the exercise.

    `mistakes` counts the students who made each known mistake, the most common first.
    """

    id: str
    title: str
    max_score: float
    attempted: int
    perfect: int
    mean_score: float | None
    mistakes: dict[str, int]


class ClassSummary(ReportPart, frozen=True):
    """The class table; `regrade` lists the submissions whose scores are provisional.

    `clusters` are the students who are wrong in the same way without a diagnosis, the most first. `alone` counts the
    wrong functions without a diagnosis that only one student has in that way.
    `started` is the time at which the run began that wrote it, the only value that differs between two runs on the
    same class.
    """

    schema_version: int
    started: str
    course: str
    max_score: float
    students: tuple[StudentResult, ...]
    exercises: tuple[ExerciseSummary, ...]
    regrade: tuple[str, ...]
    clusters: tuple[Cluster, ...] = ()
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What the summary keeps of a report.

    Attributes:
        mistakes: the known mistakes in each exercise.
        provisional: whether the submission has to be graded again.
        unexplained: the wrong answers without a diagnosis in each exercise.
    """

    result: StudentResult
    mistakes: dict[str, tuple[str, ...]]
    provisional: bool
    unexplained: dict[str, tuple[Unexplained, ...]] = field(default_factory=dict)


def to_row(report: Report) -> Row:
    """Return what the summary keeps of a report."""
    mistakes = {
        exercise.id: tuple(f"{diagnosis.function}: {diagnosis.name}" for diagnosis in exercise.diagnosis)
        for exercise in report.exercises
        if exercise.diagnosis
    }
    unexplained = {exercise.id: exercise.unexplained for exercise in report.exercises if exercise.unexplained}
    return Row(_to_result(report), mistakes, has_grader_fault(report), unexplained)


def summarise_class(course: Course, reports: Iterable[Report], started: str = "") -> ClassSummary:
    """Summarise the reports of a class."""
    return summarise_rows(course, list(map(to_row, reports)), started)


def summarise_rows(course: Course, rows: Sequence[Row], started: str) -> ClassSummary:
    """Summarise a class whose reports need not be in memory."""
    columns = tuple(
        _summarise_exercise(exercise.id, exercise.title, exercise.points, rows) for exercise in course.exercises
    )
    clusters, alone = find_clusters((row.result.id, row.unexplained) for row in rows)
    return ClassSummary(
        schema_version=1,
        started=started,
        course=course.title,
        max_score=sum(exercise.points for exercise in course.exercises),
        students=tuple(row.result for row in rows),
        exercises=columns,
        regrade=tuple(row.result.id for row in rows if row.provisional),
        clusters=clusters,
        alone=alone,
    )


def to_summary_json(summary: ClassSummary) -> bytes:
    """Return the summary as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n"


def to_csv(summary: ClassSummary) -> str:
    """Return one line per student: points by exercise (empty where not attempted), total, remarks."""
    text = io.StringIO()
    # Some spreadsheets also split at semicolons, so quote every text.
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    ids = [exercise.id for exercise in summary.exercises]
    writer.writerow(["student", *ids, "total", "max", "remarks"])
    for student in summary.students:
        results = [student.exercises[exercise_id] for exercise_id in ids]
        scores = [result.score if result.attempted else "" for result in results]
        remarks = to_csv_cell("; ".join(student.remarks))
        writer.writerow([to_csv_cell(student.id), *scores, student.score, student.max_score, remarks])
    return text.getvalue()


def is_attempted(exercise: ExerciseReport) -> bool:
    """Whether any check of the exercise had a function to run."""
    return any(check.verdict != "not_attempted" for check in exercise.checks)


def _summarise_exercise(exercise_id: str, title: str, points: float, rows: Sequence[Row]) -> ExerciseSummary:
    found = [row.result.exercises[exercise_id] for row in rows if exercise_id in row.result.exercises]
    scores = [result.score for result in found if result.attempted]
    mean = round(sum(scores) / len(scores), 2) if scores else None
    mistakes = Counter(mistake for row in rows for mistake in row.mistakes.get(exercise_id, ()))
    perfect = sum(score == points for score in scores)
    # Ties are sorted by name, so the order of reports makes no difference.
    ordered = dict(sorted(mistakes.items(), key=lambda item: (-item[1], item[0])))
    return ExerciseSummary(exercise_id, title, points, len(scores), perfect, mean, ordered)


def _to_result(report: Report) -> StudentResult:
    exercises = {
        exercise.id: ExerciseResult(exercise.score, exercise.max_score, is_attempted(exercise))
        for exercise in report.exercises
    }
    return StudentResult(report.submission.id, report.score, report.max_score, exercises, tuple(_remarks(report)))


def _remarks(report: Report) -> list[str]:
    """Return short remarks that an instructor should read before a score."""
    attempted = [exercise for exercise in report.exercises if is_attempted(exercise)]
    if not report.submission.files:
        return [one_line(note, MAX_REMARK) for note in report.submission.notes[:1]]
    remarks = [*_notes(report, LOOKS_LIKE_CLASS), *_notes(report, COUNTS)]
    if len(attempted) < len(report.exercises):
        remarks += [*_overlooked(report), *_notes(report, MISPLACED, NOTHING_FOUND, NOT_READ, *_LOST)]
    if not attempted:
        return list(dict.fromkeys(remarks)) or ["nothing attempted"]
    for exercise in attempted:
        messages = {check.message for check in exercise.checks}
        if len(messages) == 1 and exercise.score == 0:
            remarks.append(messages.pop().partition("\n")[0])
            continue
        verdicts = dict.fromkeys(check.verdict for check in exercise.checks)
        remarks += [f"{exercise.id}: {_REMARKABLE[verdict]}" for verdict in verdicts if verdict in _REMARKABLE]
    return list(dict.fromkeys(remarks))


def _notes(report: Report, *signs: str) -> list[str]:
    """Return the first notes that contain one of the signs."""
    found = [one_line(note, MAX_REMARK) for note in report.submission.notes if any(sign in note for sign in signs)]
    more = (
        [f"{plural(len(found) - MAX_NOTES, 'more note')} of this kind in the report"] if len(found) > MAX_NOTES else []
    )
    return [*found[:MAX_NOTES], *more]


def _overlooked(report: Report) -> list[str]:
    """Return the messages about files that may have been meant for an exercise, but could not be used."""
    messages = (exercise.message for exercise in report.exercises if not is_attempted(exercise))
    signs = ("Did you mean", "was left out")
    return [m.removeprefix("Not attempted. ") for m in messages if any(sign in m for sign in signs)]
