"""Writes an entry of `mistakes.toml`, to be completed, for each cluster of a class: `render_harvest`.

Whatever students wrote stands in comments, line by line and made printable. None of it is run here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from grader.batch.results import rename_report
from grader.batch.summary import ClassSummary, to_row
from grader.errors import GraderError, ResultError
from grader.submissions.function_text import find_function_text
from grader.submissions.main_file import find_main_file, find_outlines
from grader.submissions.submission import load_submission
from grader.text import one_line, plural, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from grader.batch.clusters import Cluster
    from grader.batch.summary import Row
    from grader.course.course import Course
    from grader.reports.report import Report

MAX_LINES = 40
MAX_LINE = 160
MAX_FILES = 20
_HEAD = """\
# Mistakes of a class that have no name yet. To name one: choose a name, say what it does and give a hint, and write
# the edit of the reference that makes it. Move it to the mistakes.toml named above it, then run grader validate.
"""
_ENTRY = """\
[name_to_choose_{}]
says = ""
hint = ""
edit = {{ "" = "" }}
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A function as a student wrote it: the student, the file, and the text, which is empty if it is elsewhere."""

    student: str
    path: str
    text: str


def to_rows(reports: Iterable[tuple[int, Report]], names: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Yield the row of each report, under the id that is the name of the student's file."""
    for index, graded in reports:
        report, _ = rename_report(graded, names[index].removesuffix(".json"))
        yield index, to_row(report)


def load_summary(results: Path) -> ClassSummary:
    """Read the summary that a batch wrote.

    Raises:
        ResultError: there is none, or it is of another version.
    """
    path = results / "summary.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=ClassSummary)
    except OSError as error:
        told = f"{path} cannot be read: {error.strerror}. Name a folder that grader batch wrote with --out."
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        told = f"{path} is no summary of this version: {one_line(str(error), 200)}. Run grader batch again."
    raise ResultError(told)


def find_written(
    course: Course, clusters: Sequence[Cluster], paths: Mapping[str, Path]
) -> dict[tuple[str, str], tuple[Written, ...]]:
    """Return, for each exercise and function of a cluster, how its students wrote it.

    Args:
        paths: where each student's submission is; those that cannot be read any more are left out.
    """
    wanted: dict[str, list[tuple[str, str]]] = {}
    for cluster in clusters:
        for student in cluster.students:
            wanted.setdefault(student, []).append((cluster.exercise, cluster.function))
    found: dict[tuple[str, str], tuple[Written, ...]] = {}
    for student, functions in wanted.items():
        if student in paths:
            for key, written in _find_functions(course, student, paths[student], functions):
                found[key] = (*found.get(key, ()), written)
    return found


def _find_functions(
    course: Course, student: str, path: Path, functions: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Written]]:
    try:
        submission = load_submission(path, follows_link=False)
    except GraderError:  # it was moved since, or cannot be read here
        return
    outlines = find_outlines(submission.files, submission.saved)
    declared = {exercise.id: [f.name for f in exercise.functions] for exercise in course.exercises}
    for exercise, function in functions:
        main = find_main_file(outlines, exercise, declared.get(exercise, [function])).path
        if main is not None:
            text = find_function_text(submission.files[main], function)
            yield (exercise, function), Written(student, main, text)


def render_harvest(
    course: Course,
    clusters: Sequence[Cluster],
    written: Mapping[tuple[str, str], Sequence[Written]],
    *,
    anonymous: bool,
) -> str:
    """Return the entries as TOML.

    Args:
        anonymous: whether names of students and of their files are left out; their code stays as it is.
    """
    entries = []
    for number, cluster in enumerate(clusters, 1):
        theirs = [w for w in written.get((cluster.exercise, cluster.function), ()) if w.student in cluster.students]
        lines = [*_tell_place(course, cluster), *_tell_case(cluster)]
        lines += [] if anonymous else _tell_files(cluster, theirs)
        lines += _tell_code(theirs, anonymous=anonymous)
        entries.append("\n".join(lines) + "\n" + _ENTRY.format(number))
    return "\n".join([_HEAD, *entries])


def _tell_place(course: Course, cluster: Cluster) -> list[str]:
    folder = next((e.folder for e in course.exercises if e.id == cluster.exercise), None)
    place = "" if folder is None else f", in assignments/{folder.parent.name}/{folder.name}/mistakes.toml"
    return [
        _comment(f"{cluster.exercise}{place}"),
        _comment(f"{plural(cluster.count, 'student')}: wrong in {cluster.function}: {', '.join(cluster.entries)}"),
    ]


def _tell_case(cluster: Cluster) -> list[str]:
    case = cluster.smallest
    shown = [case.call, f"returned {case.returned}", *([f"expected {case.expected}"] if case.expected else [])]
    return [_comment(f"  {text}", 4_000) for text in shown]


def _tell_files(cluster: Cluster, theirs: Sequence[Written]) -> list[str]:
    paths = {w.student: w.path for w in theirs}
    named = [f"{s}: {paths[s]}" if s in paths else f"{s}: cannot be read any more" for s in cluster.students]
    more = [f"and {len(named) - MAX_FILES} more"] if len(named) > MAX_FILES else []
    return [_comment(text) for text in (*named[:MAX_FILES], *more)]


def _tell_code(theirs: Sequence[Written], *, anonymous: bool) -> list[str]:
    """Return the shortest of their functions as comments, cut to `MAX_LINES`."""
    texts = [w for w in theirs if w.text]
    if not texts:
        return [_comment("The function is in none of their files under its own name.")]
    shown = min(texts, key=lambda w: len(w.text))
    lines = shown.text.split("\n")
    more = [f"... and {plural(len(lines) - MAX_LINES, 'more line')}"] if len(lines) > MAX_LINES else []
    who = "one of them" if anonymous else shown.student
    cut = [printable(line, MAX_LINE) for line in lines[:MAX_LINES]]
    return [_comment(f"As {who} wrote it:"), *(f"#     {line}".rstrip() for line in (*cut, *more))]


def _comment(text: str, limit: int = 600) -> str:
    """Return a text as one line of comment, its indent kept."""
    indent = " " * (len(text) - len(text.lstrip(" ")))
    return f"# {indent}{one_line(text, limit)}".rstrip()
