"""The commands for one submission or report: grade, replay, schema."""

from __future__ import annotations

import os
import shlex
import stat
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, VIEWS, WEAK, find_root, open_course, show, write_json
from grader.errors import SubmissionError

if TYPE_CHECKING:
    from grader.course.course import Course
    from grader.errors import GraderError
    from grader.execution.forkserver import ForkServer
    from grader.execution.rerun import RepeatedCall
    from grader.reports.report import CheckReport, ExerciseReport, Report
    from grader.reports.views import View
    from grader.submissions.submission import Submission

# Decoded, forged JSON takes up to fifteen times its size; long reports of this course have less than 1 MB.
MAX_REPORT_BYTES = 20_000_000


@click.command("grade")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write the JSON report to this file; - prints it."
)
@click.option("--view", type=VIEWS, default="student", show_default=True, help="How much to show of hidden checks.")
@click.option(
    "--exercise", "exercises", multiple=True, metavar="ID", help="Only this exercise or assignment; repeatable."
)
@click.option("--id", "submission_id", metavar="NAME", help="The student's name in the report; by default PATH's.")
@WEAK
@VERBOSE
@COURSE
def grade_command(
    path: Path,
    json_path: Path | None,
    view: View,
    exercises: tuple[str, ...],
    submission_id: str | None,
    allow_weak_isolation: bool,
    course_path: Path | None,
) -> None:
    """Grade one submission and show its report. PATH is a folder, a .py or .ipynb file, or a .zip of them.

    In CI (where the environment variable CI is set), it refuses to run student code that is not contained.

    Exit code: 0 for full marks, 1 if points were lost, 2 for a usage error, 3 if the submission cannot be
    read, 4 if the grader failed or cannot contain students' code, 130 if it was interrupted.

    \b
    Example:
        grader grade examples/class/ada --json report.json
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.execution.forkserver import ForkServer

    name = None if submission_id is None else _check_id(submission_id)
    with ForkServer() as server:
        server.start()  # NumPy is imported there while it is here
        course = _open_beside_canary(server, course_path, exercises)
        threading.Thread(target=_import_rendering).start()  # while this thread waits for workers
        report, failed = _grade(server, course, path, view, allow_weak_isolation)
        server.dismiss()  # it ends while the report is written and shown
        report = _to_shown(report, course, view, name)
        _write_json(report, json_path)
        if failed is not None:
            raise failed
        if json_path != Path("-"):
            _show_report(report)
    sys.exit(_to_exit_code(report))


def _open_beside_canary(server: ForkServer, path: Path | None, only: tuple[str, ...]) -> Course:
    """Load the course while the canary tries to read its reference."""
    from grader.execution import isolation

    root = find_root(path)
    with isolation.observing(server, root / "reference"):
        return open_course(root, only)


def _grade(
    server: ForkServer, course: Course, path: Path, view: View, allow_weak_isolation: bool
) -> tuple[Report, GraderError | None]:
    from grader.execution import isolation
    from grader.grading.grading import explain_failure, grade
    from grader.reports.views import find_shown
    from grader.submissions.submission import load_submission

    def make_report() -> Report:
        if os.environ.get("CI") and not allow_weak_isolation:
            isolation.require_containment(isolation.observe(server, course.root / "reference"))
        submission = load_submission(path)
        _require_one_student(course, path, submission)
        return grade(course, submission, server, shown)

    shown = find_shown(view, hidden_counterexamples=course.feedback.hidden_counterexamples)
    return explain_failure(course, path, make_report)


def _to_shown(report: Report, course: Course, view: View, name: str | None) -> Report:
    """Return the report for a view, with the student's name if one is given."""
    from msgspec.structs import replace

    from grader.reports.views import to_student_view

    if name is not None:
        report = replace(report, submission=replace(report.submission, id=name))
    if view == "student":
        return to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
    return report


def _import_rendering() -> None:
    import grader.reports.terminal  # noqa: F401 - for whoever renders a report later


def _show_report(report: Report) -> None:
    from grader.reports.terminal import render_report

    show(render_report(report))


def _to_exit_code(report: Report) -> int:
    from grader.reports.report import has_grader_fault, is_perfect

    return 4 if has_grader_fault(report) else 0 if is_perfect(report) else 1


def _check_id(name: str) -> str:
    """Return the name for a report.

    Raises:
        click.BadParameter: it is blank, too long, or has characters that cannot be shown.
    """
    from grader.submissions.submission import MAX_ID_BYTES
    from grader.text import one_line

    if not name.strip() or one_line(name, MAX_ID_BYTES) != name or len(name.encode()) > MAX_ID_BYTES:
        raise click.BadParameter(
            f"{one_line(name, 80)!r} must be printable, and have 1 to {MAX_ID_BYTES} bytes", param_hint="--id"
        )
    return name


def _require_one_student(course: Course, path: Path, submission: Submission) -> None:
    """Refuse a class.

    Raises:
        SubmissionError: the path seems to be a folder of several students' submissions.
    """
    from grader.submissions.class_folder import tell_class
    from grader.submissions.source_file import to_name

    ids = {name for exercise in course.exercises for name in (exercise.id, exercise.assignment)}
    if why := tell_class(submission, ids):
        name = to_name(path)
        raise SubmissionError(
            f"{name} {why} To grade every one of them: grader batch {shlex.quote(name)} --out results"
        )


@click.command("replay")
@click.argument("report_path", metavar="REPORT", type=click.Path(path_type=Path))
@click.argument("check", metavar="CHECK")
@click.option("--run", "is_run", is_flag=True, help="Make the calls now, in a confined process; print no script.")
@click.option(
    "--submission", "submission_path", type=click.Path(path_type=Path), help="With --run: what the student handed in."
)
@WEAK
def replay_command(
    report_path: Path, check: str, is_run: bool, submission_path: Path | None, allow_weak_isolation: bool
) -> None:
    """Make the calls of a check's failing case again, or print them as a Python script.

    REPORT is the JSON of `grade` or `batch`, CHECK the id of a check in it, or EXERCISE/CHECK. Hidden checks can be
    replayed only from an instructor's view.

    With --run, the calls are made in a confined process, as when grading, with the code of --submission. It prints
    what each call returned, whether that is what was graded, and why the check failed. Exit code: 0 if all calls end
    as graded, 1 if not, 2 for a usage error or a report that is damaged, 3 if the submission cannot be read, 4 if
    student code cannot be contained here.

    Without --run, it prints a script, which does the same with the student's file and NumPy. Whoever runs that script
    runs the student's code with their own rights.

    \b
    Example:
        grader replay results/reports/chloe.json signs_say_where_to_go --run --submission examples/class/chloe
        grader replay results/reports/chloe.json signs_say_where_to_go > case.py
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.reports.replay import find_check, render_replay

    if is_run and submission_path is None:
        raise click.UsageError("--run needs --submission PATH: the folder or file that the student handed in.")
    if submission_path is not None and not is_run:
        raise click.UsageError("--submission is only for --run; the script imports the student's file by itself.")
    report = _load_report(report_path)
    exercise, found = find_check(report, check)
    if submission_path is None:
        click.echo(render_replay(report, exercise, found), nl=False)
        return
    repeated = _repeat(report, exercise, found, submission_path, allow_weak_isolation)
    sys.exit(0 if all(call.is_as_graded is not False for call in repeated) else 1)


def _repeat(
    report: Report, exercise: ExerciseReport, check: CheckReport, path: Path, allow_weak_isolation: bool
) -> list[RepeatedCall]:
    from grader.execution import isolation
    from grader.execution.forkserver import ForkServer
    from grader.execution.rerun import render_calls, repeat_calls
    from grader.reports.replay import find_reasons
    from grader.submissions.submission import load_submission

    submission = load_submission(path)
    with ForkServer() as server:
        if not allow_weak_isolation:
            isolation.require_containment(isolation.observe(server, None))
        calls = repeat_calls(exercise, check, submission, server)
    if submission.sha256 != report.submission.sha256:
        click.echo("These are not the files that were graded: they have another hash than the report says.")
    click.echo(render_calls(calls), nl=False)
    click.echo("\n".join(find_reasons(check)))
    return calls


@click.command("schema")
@click.option("--markdown", is_flag=True, help="Print the reference page, docs/report.md, instead.")
def schema_command(markdown: bool) -> None:
    """Print the JSON Schema of a report.

    \b
    Example:
        grader schema > report.schema.json
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    import json

    from grader.reports.reference_page import render_manual
    from grader.reports.report import to_schema

    if markdown:
        click.echo(render_manual(), nl=False)
        return
    click.echo(json.dumps(to_schema(), indent=2))


def _write_json(report: Report, path: Path | None) -> None:
    from grader.reports.report import to_json

    if path == Path("-"):
        # In stdout, a CI runner takes ##[ for a command; JSON strings may escape the sign instead.
        click.echo(to_json(report).decode().replace("##", "#\\u0023"), nl=False)
    else:
        write_json(path, to_json(report))


def _load_report(path: Path) -> Report:
    import msgspec

    from grader.reports.escape import to_log
    from grader.reports.report import SCHEMA_VERSION, from_json
    from grader.text import one_line

    try:
        report = from_json(_read_capped(path))
        if report.schema_version == SCHEMA_VERSION:
            return report
        reason = f"{path} has version {report.schema_version} of the report's form; this grader reads {SCHEMA_VERSION}"
    except OSError as error:
        reason = f"cannot read {path}: {error.strerror}"
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        reason = f"{path} is not a report of this version: {error}"
    # The message can quote names in the file, which may be forged.
    raise click.BadParameter(to_log(one_line(reason)), param_hint="REPORT")


def _read_capped(path: Path) -> bytes:
    """Return the bytes of a report.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not a file, or larger than `MAX_REPORT_BYTES`.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("it is not a file")
    with path.open("rb") as file:
        data = b"" if status.st_size > MAX_REPORT_BYTES else file.read(MAX_REPORT_BYTES + 1)
    if max(status.st_size, len(data)) > MAX_REPORT_BYTES:
        raise ValueError(f"it is larger than {MAX_REPORT_BYTES // 10**6} MB")
    return data
