"""The commands for students: `check`, `watch`, `hint` and `pack`, run in the folder that they unpacked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.shared import show
from grader.errors import CourseError
from grader.reports.palette import FAINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType

    from grader.course.course import PublicExercise
    from grader.course.student_folder import StudentFolder
    from grader.practice.practice import PracticeResult


@click.command("check")
@click.argument("ids", nargs=-1, metavar="[ID ...]")
def check_command(ids: tuple[str, ...]) -> None:
    """Check all your exercises, or only those you name, and show what to do next.

    Run it in the folder that you unpacked, or below it. Exit code: 0 if nothing is wrong, even if some
    exercises are not written yet; 1 if something is wrong; 2 for a usage error.

    \b
    Example:
        grader check
        grader check softmax_shift
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.practice.dashboard import render_notes

    template = _load_template(ids)
    outcomes, notes = _practise(template)
    show(_render(outcomes, one=len(ids) == 1))
    if notes:
        show(render_notes(notes))
    sys.exit(1 if any(outcome.state == "wrong" for outcome in outcomes) else 0)


@click.command("watch")
@click.argument("ids", nargs=-1, metavar="[ID ...]")
def watch_command(ids: tuple[str, ...]) -> None:
    """Check your exercises again each time you save, until you press Ctrl-C.

    \b
    Example:
        grader watch
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from rich.text import Text

    from grader.practice.dashboard import fit_screen
    from grader.practice.watch import watch

    template = _load_template(ids)
    console = _console()
    try:
        for outcomes in watch(template):
            if console.is_terminal:
                console.clear()
            command = "grader check" + "".join(f" {o.exercise.id}" for o in outcomes if len(outcomes) == 1)
            show(fit_screen(console, _render(outcomes, one=True), command))
            show(Text("\nWaiting for the next save. Press Ctrl-C to stop.", style=FAINT))
    except KeyboardInterrupt:
        console.print()


@click.command("hint")
@click.argument("exercise_id", metavar="ID")
@click.option("--again", is_flag=True, help="Start over from the first hint.")
def hint_command(exercise_id: str, again: bool) -> None:
    """Show a hint for an exercise, and one more each time you ask.

    \b
    Example:
        grader hint softmax_shift
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.practice.hints import forget_hints, take_hint

    template = _load_template((exercise_id,))
    if len(template.folders) != 1:
        raise CourseError(f"{exercise_id} is an assignment; name one exercise: {', '.join(template.ids)}.")
    exercise = template.load(template.folders[0], draws=False)
    if not exercise.hints:
        click.echo(f"There are no hints for {exercise.id}. See its statement and its checks.")
        return
    if again:
        forget_hints(template.root, exercise)
    show(_render_hints(exercise, take_hint(template.root, exercise)))


def _render_hints(exercise: PublicExercise, hints: Sequence[str]) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = []
    for number, hint in enumerate(hints, 1):
        style = "bold" if number == len(hints) else FAINT
        parts += [Text(f"{number} of {len(exercise.hints)}", style=style), Padding(Text(hint), (0, 0, 0, 2))]
    if len(hints) == len(exercise.hints):
        over = f"That was the last hint. To start over: grader hint {exercise.id} --again"
        parts.append(Text(over, style=FAINT))
    return Group(*parts)


@click.command("pack")
@click.option("--out", type=click.Path(path_type=Path), help="Zip to write; by default submission.zip in your folder.")
def pack_command(out: Path | None) -> None:
    """Check all exercises, and write the zip to hand in.

    The zip is written even if something is wrong or missing: whether to hand it in is up to you. Exit code:
    0 if the zip was written, 2 if not.

    \b
    Example:
        grader pack
    """  # noqa: D301 - \b tells click not to rewrap a paragraph
    from grader.practice.dashboard import render_notes, render_parcel
    from grader.practice.packing import SUBMISSION, pack

    template = _load_template(())
    outcomes, notes = _practise(template)
    parcel = pack(template.root, out if out is not None else template.root / SUBMISSION)
    show(_render(outcomes, one=False))
    if notes:
        show(render_notes(notes))
    show("")
    show(render_parcel(parcel, outcomes))


COMMANDS = (check_command, watch_command, hint_command, pack_command)


def _load_template(ids: Sequence[str]) -> StudentFolder:
    from grader.course.student_folder import find_student_folder, load_student_folder

    return load_student_folder(find_student_folder(Path.cwd()), ids)


def _practise(template: StudentFolder) -> tuple[list[PracticeResult], list[str]]:
    """Run the public checks; return the results, and a note on functions that may have been meant for others."""
    from grader.practice.practice import find_misplaced, load_work, practise

    work = load_work(template.root)
    outcomes = [practise(template, folder, work) for folder in template.folders]
    return outcomes, find_misplaced(template.root, work, outcomes)


def _render(outcomes: Sequence[PracticeResult], *, one: bool) -> RenderableType:
    from grader.practice.dashboard import render_board, render_outcome

    return render_outcome(outcomes[0]) if one and len(outcomes) == 1 else render_board(outcomes)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)
