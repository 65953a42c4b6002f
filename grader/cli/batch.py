"""The commands for a whole class and for this machine: batch, harvest, doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.exit_codes import stopping_when_told_to_end
from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, VIEWS, WEAK, open_course, show
from grader.errors import ResultError, SubmissionError, writing_to

if TYPE_CHECKING:
    from grader.batch.summary import ClassSummary, Row
    from grader.course.course import Course
    from grader.reports.views import View


@click.command("batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the reports and the summary.")
@click.option("--assignment", "assignments", multiple=True, metavar="ID", help="Only this assignment; repeatable.")
@click.option("--view", type=VIEWS, default="instructor", show_default=True, help="How much to show of hidden checks.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Number of processes; by default the number of cores.")
@WEAK
@VERBOSE
@COURSE
def batch_command(
    folder: Path,
    out: Path,
    assignments: tuple[str, ...],
    view: View,
    jobs: int | None,
    allow_weak_isolation: bool,
    course_path: Path | None,
) -> None:
    """Grade a class: FOLDER holds one folder, .zip, .ipynb or .py file per student.

    Writes OUT/reports/STUDENT.json as soon as it is made, in place of an earlier one, and OUT/summary.json and
    OUT/summary.csv at the end. A submission that cannot be read gets a report with the reason. Exit code: 0 if
    every submission got a report, 2 for a usage error, a folder that cannot be written to or one that another
    batch is writing to, 3 if FOLDER holds no class, 4 if student code cannot be contained here.

    \b
    Example:
        grader batch examples/class --out results --assignment a2_softmax_and_losses
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.batch.batch import find_submissions, find_tables
    from grader.batch.results import open_folder
    from grader.batch.table import render_class
    from grader.reports.escape import to_log
    from grader.submissions.class_folder import tell_names
    from grader.text import plural

    paths = find_submissions(folder)
    tables = [path.name for path in find_tables(folder)]
    course = open_course(course_path, assignments)
    _require_class(course, folder, paths)
    if not allow_weak_isolation:
        _require_containment(course)
    with stopping_when_told_to_end(), open_folder(out, folder) as started:
        table = _grade_class(course, paths, out, view, jobs, started)
    show(render_class(table))
    written = plural(len(paths), "report")
    click.echo(f"Wrote {written} to {out / 'reports'}, and the summary to {out / 'summary.csv'} and summary.json.")
    if tables:
        click.echo(to_log(f"Left out, since a table is nobody's submission: {tell_names(tables)}."))
    if table.regrade:
        click.echo(to_log(f"Grade again, since the scores are provisional: {', '.join(table.regrade)}."))


def _require_class(course: Course, folder: Path, paths: list[Path]) -> None:
    """Refuse a folder that is one level too low or too high.

    Raises:
        SubmissionError: it seems to be one student's submission, or to hold a class.
    """
    from grader.submissions.class_folder import find_classes, is_submission, tell_names

    exercises = {exercise.id for exercise in course.exercises}
    assignments = {exercise.assignment for exercise in course.exercises}
    if is_submission(paths, exercises, assignments):
        raise SubmissionError(f"{folder} looks like one student's submission. Use: grader grade {folder}")
    classes = find_classes(paths, exercises | assignments)
    if classes:
        raise SubmissionError(
            f"{folder} is one folder too high: the students are in {tell_names(classes)}. "
            f"Use: grader batch {folder / classes[0]} --out results"
        )


def _grade_class(
    course: Course, paths: list[Path], out: Path, view: View, jobs: int | None, started: str
) -> ClassSummary:
    """Grade a class, write the reports and the summary, and return the summary."""
    from grader.batch.process_pool import find_wall_s, grade_in_parallel
    from grader.batch.progress_bar import show_progress
    from grader.batch.results import find_names, write_reports, write_summary
    from grader.course.first_run import count_cores
    from grader.reports.views import find_shown
    from grader.text import plural

    shown = find_shown(view, hidden_counterexamples=course.feedback.hidden_counterexamples)
    names = find_names(paths)
    reports = grade_in_parallel(course, paths, jobs or count_cores(), shown, find_wall_s(course))
    rows: list[tuple[int, Row]] = []
    try:
        rows.extend(show_progress(write_reports(course, reports, names, out, view), len(paths)))
    except KeyboardInterrupt:
        wanted, place = plural(len(paths), "report"), out / "reports"
        click.echo(f"Stopped with {len(rows)} of {wanted} in {place}. Everything else in {out} is older.", err=True)
        raise
    return write_summary(course, rows, names, out, started)


@click.command("harvest")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File for the entries; by default standard output.")
@click.option(
    "--results", type=click.Path(path_type=Path), help="Do not grade: use the summary.json in this folder of a batch."
)
@click.option("--assignment", "assignments", multiple=True, metavar="ID", help="Only this assignment; repeatable.")
@click.option("--anonymous", is_flag=True, help="Leave out the names of students and files; code is quoted as it is.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Number of processes; by default the number of cores.")
@WEAK
@VERBOSE
@COURSE
def harvest_command(
    folder: Path,
    out: Path | None,
    results: Path | None,
    assignments: tuple[str, ...],
    anonymous: bool,
    jobs: int | None,
    allow_weak_isolation: bool,
    course_path: Path | None,
) -> None:
    """Begin entries of mistakes.toml for what students of a class got wrong in the same way, without a diagnosis.

    FOLDER is a class as for grader batch; it is graded, or with --results it only has to be the one that was.
    Each group of at least two students gives an entry, with the smallest case and one student's code in comments.
    Exit code: 0 if the class was looked through, and otherwise as for grader batch.

    \b
    Example:
        grader harvest examples/class --out harvest.toml
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.batch.batch import find_submissions
    from grader.batch.harvest import find_written, load_summary, render_harvest
    from grader.batch.results import find_names
    from grader.reports.escape import to_log
    from grader.text import plural

    if out is not None and out.resolve().is_relative_to(folder.resolve()):
        raise ResultError(f"{out} is inside {folder} and would be taken for a submission. Choose another --out.")
    paths = find_submissions(folder)
    course = open_course(course_path, assignments)
    _require_class(course, folder, paths)
    if results is None and not allow_weak_isolation:
        _require_containment(course)
    table = _summarise_class(course, paths, jobs) if results is None else load_summary(results)
    known = {exercise.id for exercise in course.exercises}
    clusters = [cluster for cluster in table.clusters if cluster.exercise in known]
    by_student = {name.removesuffix(".json"): path for name, path in zip(find_names(paths), paths, strict=True)}
    written = find_written(course, clusters, by_student)
    text = render_harvest(course, clusters, written, anonymous=anonymous)
    if out is None:
        click.echo(to_log(text), nl=False)
    else:
        with writing_to(out):
            out.write_text(text, encoding="utf-8")
    found = f"Found {plural(len(clusters), 'group')} of students who are wrong in the same way without a diagnosis"
    click.echo(f"{found}; {table.alone} more are of one student each.", err=True)


def _summarise_class(course: Course, paths: list[Path], jobs: int | None) -> ClassSummary:
    """Grade a class and return the summary, without writing anything."""
    from grader.batch.harvest import to_rows
    from grader.batch.process_pool import find_wall_s, grade_in_parallel
    from grader.batch.progress_bar import show_progress
    from grader.batch.results import find_names
    from grader.batch.summary import summarise_rows
    from grader.course.first_run import count_cores

    with stopping_when_told_to_end():
        reports = grade_in_parallel(course, paths, jobs or count_cores(), (), find_wall_s(course))
        numbered = dict(show_progress(to_rows(reports, find_names(paths)), len(paths)))
    return summarise_rows(course, [numbered[index] for index in sorted(numbered)], "")


@click.command("doctor")
@COURSE
def doctor_command(course_path: Path | None) -> None:
    """Report how well this machine contains student code, and how to fix any gaps.

    It tests this by trying: a worker attempts each action that student code must not be able to do. Exit
    code: 0 if student code is contained well enough to grade others, 1 if not.

    \b
    Example:
        grader doctor
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.cli.doctor import render_diagnosis
    from grader.course.folders import find_course
    from grader.errors import CourseError
    from grader.execution.forkserver import ForkServer
    from grader.execution.isolation import observe

    try:
        root = find_course(Path.cwd()) if course_path is None else course_path
    except CourseError:
        root = None
    with ForkServer() as server:
        found = observe(server, None if root is None else root / "reference")
    show(render_diagnosis(found))
    sys.exit(0 if found.level in ("landlock", "namespaces") else 1)


def _require_containment(course: Course) -> None:
    from grader.execution import isolation
    from grader.execution.forkserver import ForkServer

    with ForkServer() as server:
        isolation.require_containment(isolation.observe(server, course.root / "reference"))
