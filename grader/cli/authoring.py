"""The commands for authors: new, validate, release."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, open_course, show, write_json
from grader.errors import writing_to


@click.command("validate")
@click.argument("exercises", nargs=-1, metavar="[ID ...]")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Also write the results to this JSON file.")
@VERBOSE
@COURSE
def validate_command(exercises: tuple[str, ...], json_path: Path | None, course_path: Path | None) -> None:
    """Test the course itself: reference and stub, the points that known mistakes cost, and checks against mutants.

    Exit code: 0 if no problem is found, 1 if any is.

    \b
    Example:
        grader validate softmax_shift
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.authoring.tables import render_validation
    from grader.authoring.validation import to_validation_json, validate
    from grader.execution.forkserver import ForkServer

    with ForkServer() as server:
        results, strays = validate(open_course(course_path, exercises), server)
    write_json(json_path, to_validation_json(results, strays))
    show(render_validation(results, strays))
    sys.exit(1 if strays or any(result.problems for result in results) else 0)


@click.command("new")
@click.argument("name", metavar="ASSIGNMENT/EXERCISE")
@COURSE
def new_command(name: str, course_path: Path | None) -> None:
    """Create the files of a new exercise, with a TODO wherever its author must write something.

    At first, `grader validate` reports nothing but these TODOs. docs/authoring.md has the next steps.

    \b
    Example:
        grader new a1_neurons/e5_my_exercise
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.authoring.new_exercise import to_skeleton, write_skeleton
    from grader.course.folders import find_course

    root = find_course(Path.cwd()) if course_path is None else course_path
    files = to_skeleton(name)
    write_skeleton(root, files)
    for path in files:
        click.echo(path)
    click.echo(f"Replace each TODO, then run: grader validate {name.partition('/')[2].partition('_')[2]}")


@click.command("release")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="student_template",
    show_default=True,
    help="Folder to write the template to.",
)
@click.option("--check", is_flag=True, help="Write nothing; list outdated files, and exit with 1 if there are any.")
@click.option("--zip", "zip_path", type=click.Path(path_type=Path), help="Also write it as a zip, for an LMS.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Include this wheel of the grader, if no package index has it.",
)
@COURSE
def release_command(
    out: Path, check: bool, zip_path: Path | None, wheel: Path | None, course_path: Path | None
) -> None:
    """Write the student template: stubs, notebooks, public checks and supporting files.

    The template is made from public files only. It is scanned for private text before it is written, and
    scanned again as read back from disk. Nothing is written if the first scan finds any.

    \b
    Example:
        grader release --out student_template --zip template.zip
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.authoring.release import find_differences, scan_template, to_template, write_template
    from grader.submissions.zips import to_zip

    course = open_course(course_path, ())
    files = to_template(course, wheel)
    if check:
        differences = list(find_differences(files, out))
        for difference in differences:
            click.echo(difference)
        click.echo("Run: grader release" if differences else f"{out} is up to date.")
        sys.exit(1 if differences else 0)
    write_template(files, out)
    scan_template(course, files, out)
    click.echo(f"Wrote {len(files)} files to {out}.")
    if zip_path is not None:
        with writing_to(zip_path):
            zip_path.write_bytes(to_zip(files, zip_path.stem))
        scan_template(course, files, zip_path)
        click.echo(f"Wrote the same files to {zip_path}.")
