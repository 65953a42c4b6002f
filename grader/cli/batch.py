"""The commands about a class and about this machine: batch, doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, VIEWS, WEAK, open_course, show
from grader.errors import SubmissionError

if TYPE_CHECKING:
    from grader.course.course import Course
    from grader.reports.report import Report
    from grader.reports.views import View


@click.command("batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for reports and summary.")
@click.option("--assignment", "assignments", multiple=True, metavar="ID", help="Only this assignment; may be repeated.")
@click.option("--view", type=VIEWS, default="instructor", show_default=True, help="What the JSON reports show.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Processes to grade in; as many as there are cores by default."
)
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
    """Grade a folder with one submission per student: a folder, a .zip, an .ipynb or a .py file.

    Writes OUT/reports/STUDENT.json, OUT/summary.json and OUT/summary.csv. An entry that cannot be read gets
    a report that says so. Exit code: 0 when every entry got its report, 2 for a wrong call or a folder that
    cannot be written to, 3 if there is no class in FOLDER, 4 if student code is not contained here.

    \b
    Example:
        grader batch examples/class --out results --assignment a2_softmax_and_losses
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.batch.batch import find_submissions, make_folder, write_reports, write_summary
    from grader.batch.process_pool import count_cores, grade_in_parallel
    from grader.batch.progress_bar import show_progress
    from grader.batch.table import render_class
    from grader.reports.escape import to_log
    from grader.reports.views import find_shown
    from grader.text import plural

    paths = find_submissions(folder)
    course = open_course(course_path, assignments)
    if {path.name for path in paths} & {exercise.assignment for exercise in course.exercises}:
        raise SubmissionError(f"{folder} looks like one student's submission. Use: grader grade {folder}")
    if not allow_weak_isolation:
        _require_containment(course)
    make_folder(out, folder)
    shown = find_shown(view, hidden_counterexamples=course.feedback.hidden_counterexamples)
    reports = grade_in_parallel(course, paths, jobs or count_cores(), shown)
    done: list[Report] = []
    try:
        done.extend(show_progress(write_reports(course, reports, out, view), len(paths)))
    except KeyboardInterrupt:
        found, wanted = len(list((out / "reports").glob("*.json"))), plural(len(paths), "report")
        click.echo(f"Stopped with {found} of {wanted} in {out / 'reports'}, and no table.", err=True)
        raise
    table = write_summary(course, done, out)
    show(render_class(table))
    written = plural(len(paths), "report")
    click.echo(f"{written} in {out / 'reports'}; the table is in {out / 'summary.csv'} and summary.json.")
    if table.regrade:
        click.echo(to_log(f"To be graded again, their scores are provisional: {', '.join(table.regrade)}."))


@click.command("doctor")
@COURSE
def doctor_command(course_path: Path | None) -> None:
    """Say how well student code is contained on this machine, and what would mend what is not.

    It is found out by trying: a worker attempts what student code must not be able to do. Exit code: 0 if it
    is contained well enough to grade others, 1 if not.

    \b
    Example:
        grader doctor
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
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
