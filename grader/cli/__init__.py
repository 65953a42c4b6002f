"""The command line. Each command says in its help what it is for, with an example."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.exit_codes import Commands, run
from grader.cli.student import COMMANDS
from grader.errors import GraderError, SubmissionError, writing_to

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.course.course import Course
    from grader.reports.report import Report, View

COURSE = click.option(
    "--course",
    "course_path",
    type=click.Path(path_type=Path),
    help="Folder of the course; by default the nearest at or above the current folder.",
)
WEAK = click.option(
    "--allow-weak-isolation", is_flag=True, help="Grade even where students' code is not contained: see grader doctor."
)
VIEWS = click.Choice(["student", "instructor"])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="grader")
def cli() -> None:
    """Grade exercises in the mathematics of neural networks."""


@cli.command("grade")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write the JSON report to this file; - prints it."
)
@click.option("--view", type=VIEWS, default="student", show_default=True, help="How much to show of hidden checks.")
@click.option(
    "--exercise", "exercises", multiple=True, metavar="ID", help="Only this exercise or assignment; repeatable."
)
@WEAK
@COURSE
def grade_command(
    path: Path,
    json_path: Path | None,
    view: View,
    exercises: tuple[str, ...],
    allow_weak_isolation: bool,
    course_path: Path | None,
) -> None:
    """Grade one submission, and show the report: a folder, a .py or .ipynb file, or a .zip of them.

    In CI, where the environment says CI=true, it refuses to run student code that is not contained.

    Exit code: 0 if everything was earned, 1 if something was lost, 2 for a wrong call, 3 if the submission
    cannot be read, 4 if the grader broke and the score is provisional.

    \b
    Example:
        grader grade examples/class/ada --json report.json
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.batch.batch import report_broken
    from grader.execution import isolation
    from grader.execution.forkserver import ForkServer
    from grader.grading.grading import grade, report_unreadable
    from grader.reports.report import find_shown, has_grader_fault, is_perfect, to_student_view
    from grader.reports.terminal import render_report
    from grader.submissions.submission import find_id, load_submission
    from grader.text import one_line

    failed: GraderError | None = None
    with ForkServer() as server:
        server.start()  # it gets ready while the course is loaded
        course = _load_course(course_path, exercises)
        shown = find_shown(view, hidden_counterexamples=course.feedback.hidden_counterexamples)
        try:
            if os.environ.get("CI") and not allow_weak_isolation:
                isolation.demand(isolation.observe(server, course.root / "reference"))
            report = grade(course, load_submission(path), server, shown)
        except SubmissionError as error:
            failed, report = error, report_unreadable(course, find_id(path), one_line(str(error)))
        except GraderError as error:
            failed, report = error, report_broken(course, path, one_line(str(error)))
    if view == "student":
        report = to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
    _write_json(report, json_path)
    if failed is not None:
        raise failed
    if json_path != Path("-"):
        _print(render_report(report))
    sys.exit(4 if has_grader_fault(report) else 0 if is_perfect(report) else 1)


@cli.command("batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for reports and summary.")
@click.option("--assignment", "assignments", multiple=True, metavar="ID", help="Only this assignment; may be repeated.")
@click.option("--view", type=VIEWS, default="instructor", show_default=True, help="What the JSON reports show.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Processes to grade in; as many as there are cores by default."
)
@WEAK
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
    from grader.reports.escape import to_log
    from grader.reports.report import find_shown
    from grader.reports.terminal import render_class
    from grader.text import plural

    paths = find_submissions(folder)
    course = _load_course(course_path, assignments)
    if {path.name for path in paths} & {exercise.assignment for exercise in course.exercises}:
        raise SubmissionError(f"{folder} looks like one student's submission. Use: grader grade {folder}")
    if not allow_weak_isolation:
        _demand_isolation(course)
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
    _print(render_class(table))
    written = plural(len(paths), "report")
    click.echo(f"{written} in {out / 'reports'}; the table is in {out / 'summary.csv'} and summary.json.")
    if table.regrade:
        click.echo(to_log(f"To be graded again, their scores are provisional: {', '.join(table.regrade)}."))


@cli.command("doctor")
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
    from grader.course.course import find_course
    from grader.errors import CourseError
    from grader.execution.forkserver import ForkServer
    from grader.execution.isolation import observe

    try:
        root = find_course(Path.cwd()) if course_path is None else course_path
    except CourseError:
        root = None
    with ForkServer() as server:
        found = observe(server, None if root is None else root / "reference")
    _print(render_diagnosis(found))
    sys.exit(0 if found.level in ("landlock", "namespaces") else 1)


@cli.command("validate")
@click.argument("exercises", nargs=-1, metavar="[ID ...]")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write what was found to this file too.")
@COURSE
def validate_command(exercises: tuple[str, ...], json_path: Path | None, course_path: Path | None) -> None:
    """Test the course itself: the reference, the stub, what mistakes cost, and whether checks see mutants.

    Exit code: 0 if all is in order, 1 if not.

    \b
    Example:
        grader validate softmax_shift
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.authoring.validation import to_validation_json, validate
    from grader.execution.forkserver import ForkServer
    from grader.reports.terminal import render_validation

    with ForkServer() as server:
        results, strays = validate(_load_course(course_path, exercises), server)
    _write_file(json_path, to_validation_json(results, strays))
    _print(render_validation(results, strays))
    sys.exit(1 if strays or any(result.problems for result in results) else 0)


@cli.command("replay")
@click.argument("report_path", metavar="REPORT", type=click.Path(path_type=Path))
@click.argument("check", metavar="CHECK")
def replay_command(report_path: Path, check: str) -> None:
    """Print the failing case of a check as a Python script.

    REPORT is the JSON of `grade` or `batch`, CHECK the id of a check in it, or EXERCISE/CHECK. The script needs the
    student's file and NumPy; it calls the functions again and says whether they answer as they did when they were
    graded. Hidden checks are in the instructor's view only.

    \b
    Example:
        grader replay results/reports/chloe.json signs_say_where_to_go > case.py
        cp case.py examples/class/chloe/a2_softmax_and_losses
        python examples/class/chloe/a2_softmax_and_losses/case.py
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.reports.replay import find_check, render_replay

    report = _load_report(report_path)
    click.echo(render_replay(report, *find_check(report, check)), nl=False)


@cli.command("new")
@click.argument("name", metavar="ASSIGNMENT/EXERCISE")
@COURSE
def new_command(name: str, course_path: Path | None) -> None:
    """Make the files of a new exercise, with TODO where its author has to write.

    `grader validate` then finds nothing but the TODOs. docs/authoring.md leads from there to an exercise.

    \b
    Example:
        grader new a1_neurons/e13_linear_regression_gd
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.authoring.new_exercise import to_skeleton, write_skeleton
    from grader.course.course import find_course

    root = find_course(Path.cwd()) if course_path is None else course_path
    files = to_skeleton(name)
    write_skeleton(root, files)
    for path in files:
        click.echo(path)
    click.echo(f"Replace each TODO, and look at: grader validate {name.partition('/')[2].partition('_')[2]}")


@cli.command("release")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="student_template",
    show_default=True,
    help="Folder of the template.",
)
@click.option("--check", is_flag=True, help="Write nothing; say what is out of date and exit with 1 if anything is.")
@click.option("--zip", "zip_path", type=click.Path(path_type=Path), help="Write a zip of it as well, for an LMS.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Put this wheel of the grader in, where no index has it.",
)
@COURSE
def release_command(
    out: Path, check: bool, zip_path: Path | None, wheel: Path | None, course_path: Path | None
) -> None:
    """Write what students receive: stubs, notebooks, public checks, and what goes with them.

    It is made of public files only. Nothing is written if anything private would be in it, and what was
    written is read back and looked through once more.

    \b
    Example:
        grader release --out student_template --zip template.zip
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.authoring.release import find_differences, scan_template, to_template, to_zip, write_template

    course = _load_course(course_path, ())
    files = to_template(course, wheel)
    if check:
        differences = list(find_differences(files, out))
        for difference in differences:
            click.echo(difference)
        click.echo("Run: grader release" if differences else f"{out} is up to date.")
        sys.exit(1 if differences else 0)
    write_template(files, out)
    scan_template(course, files, out)
    click.echo(f"{len(files)} files are in {out}.")
    if zip_path is not None:
        with writing_to(zip_path):
            zip_path.write_bytes(to_zip(files, zip_path.stem))
        scan_template(course, files, zip_path)
        click.echo(f"The same files are in {zip_path}.")


@cli.command("schema")
@click.option("--markdown", is_flag=True, help="Print docs/report.md instead, which says the same in words.")
def schema_command(markdown: bool) -> None:
    """Print the JSON Schema of a report.

    \b
    Example:
        grader schema > report.schema.json
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    import json

    from grader.reports.reference_page import render_manual
    from grader.reports.report import to_schema

    if markdown:
        click.echo(render_manual(), nl=False)
        return
    click.echo(json.dumps(to_schema(), indent=2))


for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    run(cli)


def _load_course(path: Path | None, only: tuple[str, ...]) -> Course:
    from grader.course.course import find_course, load_course

    return load_course(find_course(Path.cwd()) if path is None else path, only)


def _demand_isolation(course: Course) -> None:
    from grader.execution import isolation
    from grader.execution.forkserver import ForkServer

    with ForkServer() as server:
        isolation.demand(isolation.observe(server, course.root / "reference"))


def _load_report(path: Path) -> Report:
    import msgspec

    from grader.reports.report import from_json

    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise click.BadParameter(f"cannot read {path}: {error.strerror}", param_hint="REPORT") from None
    except msgspec.MsgspecError as error:
        raise click.BadParameter(f"{path} is not a report of this version: {error}", param_hint="REPORT") from None


def _write_json(report: Report, path: Path | None) -> None:
    from grader.reports.report import to_json

    if path == Path("-"):
        # In a string of JSON the sign may be written as its number; this is where a CI job's runner would see it.
        click.echo(to_json(report).decode().replace("##", "#\\u0023"), nl=False)
    else:
        _write_file(path, to_json(report))


def _write_file(path: Path | None, data: bytes) -> None:
    if path is None:
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise click.BadParameter(f"cannot write {path}: {error.strerror}", param_hint="--json") from None


def _print(renderable: RenderableType) -> None:
    from grader.reports.terminal import to_text

    sys.stdout.write(to_text(renderable))
