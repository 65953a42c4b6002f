"""The commands for one submission or report: grade, replay, schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, VIEWS, WEAK, open_course, show, write_json

if TYPE_CHECKING:
    from grader.reports.report import Report
    from grader.reports.views import View


@click.command("grade")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path), help="Write the JSON report to this file; - prints it."
)
@click.option("--view", type=VIEWS, default="student", show_default=True, help="How much to show of hidden checks.")
@click.option(
    "--exercise", "exercises", multiple=True, metavar="ID", help="Only this exercise or assignment; repeatable."
)
@WEAK
@VERBOSE
@COURSE
def grade_command(
    path: Path,
    json_path: Path | None,
    view: View,
    exercises: tuple[str, ...],
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
    from grader.execution import isolation
    from grader.execution.forkserver import ForkServer
    from grader.grading.grading import explain_failure, grade
    from grader.reports.report import has_grader_fault, is_perfect
    from grader.reports.terminal import render_report
    from grader.reports.views import find_shown, to_student_view
    from grader.submissions.submission import load_submission

    def make_report() -> Report:
        if os.environ.get("CI") and not allow_weak_isolation:
            isolation.require_containment(isolation.observe(server, course.root / "reference"))
        return grade(course, load_submission(path), server, shown)

    with ForkServer() as server:
        server.start()  # starts in the background while the course loads
        course = open_course(course_path, exercises)
        shown = find_shown(view, hidden_counterexamples=course.feedback.hidden_counterexamples)
        report, failed = explain_failure(course, path, make_report)
    if view == "student":
        report = to_student_view(report, hidden_counterexamples=course.feedback.hidden_counterexamples)
    _write_json(report, json_path)
    if failed is not None:
        raise failed
    if json_path != Path("-"):
        show(render_report(report))
    sys.exit(4 if has_grader_fault(report) else 0 if is_perfect(report) else 1)


@click.command("replay")
@click.argument("report_path", metavar="REPORT", type=click.Path(path_type=Path))
@click.argument("check", metavar="CHECK")
def replay_command(report_path: Path, check: str) -> None:
    """Print the failing case of a check as a Python script.

    REPORT is the JSON of `grade` or `batch`, CHECK the id of a check in it, or EXERCISE/CHECK. The script needs the
    student's file and NumPy; it repeats the calls and reports whether the results match those in the report.
    Hidden checks can be replayed only from an instructor's view.

    \b
    Example:
        grader replay results/reports/chloe.json signs_say_where_to_go > case.py
        cp case.py examples/class/chloe/a2_softmax_and_losses
        python examples/class/chloe/a2_softmax_and_losses/case.py
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.reports.replay import find_check, render_replay

    report = _load_report(report_path)
    click.echo(render_replay(report, *find_check(report, check)), nl=False)


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

    from grader.reports.report import from_json

    try:
        return from_json(path.read_bytes())
    except OSError as error:
        raise click.BadParameter(f"cannot read {path}: {error.strerror}", param_hint="REPORT") from None
    except msgspec.MsgspecError as error:
        raise click.BadParameter(f"{path} is not a report of this version: {error}", param_hint="REPORT") from None
