"""The commands for authors: new, validate, release."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.logs import VERBOSE
from grader.cli.shared import COURSE, open_course, show, write_json
from grader.errors import writing_to
from grader.version import DISTRIBUTION, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Committed, and fresh in every release of the project; what is handed out is written elsewhere.
TEMPLATE = "student_template"


@click.command("validate")
@click.argument("exercises", nargs=-1, metavar="[ID ...]")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Also write the results to this JSON file.")
@click.option(
    "--write", is_flag=True, help="If there is no problem, write which recorded cases decide: grading asks these."
)
@VERBOSE
@COURSE
def validate_command(
    exercises: tuple[str, ...], json_path: Path | None, course_path: Path | None, *, write: bool
) -> None:
    """Test the course itself: reference and stub, the points that known mistakes cost, and checks against mutants.

    For a course that extends another, it begins with what differs. Exit code: 0 if no problem is found, 1 if any is.

    Then it judges the recorded cases that grading asks. With --write it chooses them anew, validates the course as it
    is with these, and writes them beside the reference.

    \b
    Example:
        grader validate softmax_shift
        grader validate --write
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.authoring.case_finding import find_cases_in_processes, with_found, write_found
    from grader.authoring.overlay_differences import find_overlay_differences
    from grader.authoring.tables import render_validation
    from grader.authoring.validation import add_cases, to_validation_json, validate
    from grader.execution.forkserver import ForkServer

    course = open_course(course_path, exercises)
    differences = find_overlay_differences(course)
    found = find_cases_in_processes(course)
    click.echo(f"Judging every case took {sum(one.cpu_s for one in found):.0f} s of processor time.")
    judged = [one.written if write else one.now for one in found]
    with ForkServer() as server:
        results, strays = validate(with_found(course, found) if write else course, server)
    results = [add_cases(result, cases) for result, cases in zip(results, judged, strict=True)]
    write_json(json_path, to_validation_json(results, strays, differences))
    show(render_validation(results, strays, differences))
    if strays or any(result.problems for result in results):
        sys.exit(1)
    for path in write_found(course, found) if write else ():
        click.echo(f"Wrote {path}.")


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
    from grader.course.overlay import SETTINGS, find_layers, merge_settings

    root = find_course(Path.cwd()) if course_path is None else course_path
    files = to_skeleton(name)
    write_skeleton(root, files)
    for path in files:
        click.echo(path)
    assignment, _, folder = name.partition("/")
    exercise_id = folder.partition("_")[2]
    has_settings = (root / SETTINGS).is_file()
    chosen = merge_settings(find_layers(root.resolve())).get("exercises") if has_settings else None
    if chosen is not None and not {assignment, exercise_id} & set(chosen):
        click.echo(f"Add {exercise_id} to `exercises` in {root / SETTINGS}, which leaves it out.")
    click.echo(f"Replace each TODO, then run: grader validate {exercise_id}")


@click.command("release")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=f"Folder to hand out; by default {TEMPLATE}/, which is for the repository and carries no wheel.",
)
@click.option("--check", is_flag=True, help="Write nothing; list outdated files, and exit with 1 if there are any.")
@click.option("--zip", "zip_path", type=click.Path(path_type=Path), help="Also write it as a zip, for an LMS.")
@click.option(
    "--wheel",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Carry this wheel of the grader instead of one of the grader that is running.",
)
@click.option("--no-wheel", is_flag=True, help="Carry none: students' pip then needs an index that has the grader.")
@COURSE
def release_command(
    out: Path | None, check: bool, zip_path: Path | None, wheel: Path | None, no_wheel: bool, course_path: Path | None
) -> None:
    """Write the student template: stubs, notebooks, public checks and supporting files.

    With --out or --zip, it carries the grader's wheel, which is built from the grader that is running, so that
    students can install it without an index.

    The template is made from public files only. It is scanned for private text before it is written, and
    scanned again as read back from disk. Nothing is written if the first scan finds any.

    \b
    Example:
        grader release --out handout --zip handout.zip
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.authoring.release import find_differences, scan_template, to_template, write_template
    from grader.submissions.zips import to_zip

    if wheel is not None and no_wheel:
        raise click.UsageError("--wheel and --no-wheel exclude each other.")
    course = open_course(course_path, ())
    with _choose_wheel(wheel, wanted=not no_wheel and (out, zip_path) != (None, None)) as carried:
        handed_out = to_template(course, carried)
    files = handed_out if out is not None else to_template(course, wheel)
    folder = Path(TEMPLATE) if out is None else out
    if check:
        differences = list(find_differences(files, folder))
        for difference in differences:
            click.echo(difference)
        again = "grader release" if out is None else f"grader release --out {out}"
        click.echo(f"Run: {again}" if differences else f"{folder} is up to date.")
        sys.exit(1 if differences else 0)
    write_template(files, folder)
    scan_template(course, files, folder)
    click.echo(f"Wrote {_describe(files)} to {folder}.")
    if zip_path is not None:
        with writing_to(zip_path):
            zip_path.write_bytes(to_zip(handed_out, zip_path.stem))
        scan_template(course, handed_out, zip_path)
        click.echo(f"Wrote {_describe(handed_out)} to {zip_path}.")
    if no_wheel:
        click.echo(f"There is no wheel in it: students' pip needs an index that has {DISTRIBUTION} {VERSION}.")


@contextlib.contextmanager
def _choose_wheel(given: Path | None, *, wanted: bool) -> Iterator[Path | None]:
    """Yield the given wheel; else, if one is wanted, a new one that is there only meanwhile."""
    from grader.authoring.wheel import build_wheel

    with tempfile.TemporaryDirectory() as scratch:
        yield build_wheel(Path(scratch)) if given is None and wanted else given


def _describe(files: Mapping[str, bytes]) -> str:
    from grader.authoring.handout import WHEELS

    wheels = [name for name in files if name.startswith(f"{WHEELS}/")]
    return f"{len(files)} files" + (f", with {wheels[0]}," if wheels else "")
