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
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write what was found to this file too.")
@VERBOSE
@COURSE
def validate_command(exercises: tuple[str, ...], json_path: Path | None, course_path: Path | None) -> None:
    """Test the course itself: the reference, the stub, what mistakes cost, and whether checks see mutants.

    Exit code: 0 if all is in order, 1 if not.

    \b
    Example:
        grader validate softmax_shift
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
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
    """Make the files of a new exercise, with TODO where its author has to write.

    `grader validate` then finds nothing but the TODOs. docs/authoring.md leads from there to an exercise.

    \b
    Example:
        grader new a1_neurons/e13_linear_regression_gd
    """  # noqa: D301 - \b is click's mark for lines to be kept as they are
    from grader.authoring.new_exercise import to_skeleton, write_skeleton
    from grader.course.folders import find_course

    root = find_course(Path.cwd()) if course_path is None else course_path
    files = to_skeleton(name)
    write_skeleton(root, files)
    for path in files:
        click.echo(path)
    click.echo(f"Replace each TODO, and look at: grader validate {name.partition('/')[2].partition('_')[2]}")


@click.command("release")
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
    click.echo(f"{len(files)} files are in {out}.")
    if zip_path is not None:
        with writing_to(zip_path):
            zip_path.write_bytes(to_zip(files, zip_path.stem))
        scan_template(course, files, zip_path)
        click.echo(f"The same files are in {zip_path}.")
