"""Shows students the state of their exercises: the next step on top, then one line per exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.segment import SegmentLines
from rich.table import Table
from rich.text import Text

from grader.practice.packing import find_missing
from grader.reports.palette import FAINT, NOTICE, RIGHT, WRONG
from grader.reports.terminal import render_check, render_checks
from grader.text import plural, quote_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from grader.practice.packing import Packed
    from grader.practice.practice import PracticeResult

# The sign of a state, the word beside it, and its colour.
_MARKS = {
    "passed": ("✓", "passed", RIGHT),
    "wrong": ("✗", "wrong", WRONG),
    "begun": ("…", "begun", NOTICE),
    "not attempted": ("–", "not written", FAINT),
}
# Lines below the board of `grader watch`: an empty one, the prompt, and the cursor's.
WAITING_LINES = 3
_URGENCY = ("wrong", "begun", "not attempted", "passed")


def render_board(outcomes: Sequence[PracticeResult]) -> RenderableType:
    """Show the next step, and below it all exercises by assignment."""
    parts: list[RenderableType] = [*_render_next(outcomes)]
    for assignment in dict.fromkeys(outcome.exercise.assignment for outcome in outcomes):
        rows = [outcome for outcome in outcomes if outcome.exercise.assignment == assignment]
        parts += [Text(), Text(assignment, style="bold"), _table(rows)]
    return Group(*parts)


def render_outcome(outcome: PracticeResult) -> RenderableType:
    """Show one exercise with every check that did not pass, and the notes on how its file was read."""
    exercise = outcome.exercise
    mark, word, style = _MARKS[outcome.state]
    head = Text.assemble(
        (f"{mark} {word}: ", style), (exercise.title, "bold"), (f"  {outcome.main or exercise.id}", FAINT)
    )
    parts: list[RenderableType] = [head, *render_checks(outcome.report)]
    if outcome.state in ("wrong", "begun"):
        parts.append(Padding(Text(f"Stuck? grader hint {exercise.id}", style=FAINT), (0, 0, 0, 2)))
    if outcome.notes:
        parts.append(render_notes(outcome.notes))
    return Group(*parts)


def render_notes(notes: Sequence[str]) -> RenderableType:
    """Show notes under a heading."""
    return Group(Text("Notes", style="bold"), *(Padding(Text(note), (0, 0, 0, 2)) for note in notes))


def render_parcel(parcel: Packed, outcomes: Sequence[PracticeResult]) -> RenderableType:
    """Show the files in the zip, the exercises that use each, and the exercises that are unfinished or wrong."""
    parts: list[RenderableType] = [Text(f"{parcel.path.name} is ready to hand in. It contains:", style="bold")]
    for name, size in parcel.files.items():
        parts.append(Text.assemble(f"  {name}  ", (f"{size} bytes", FAINT)))
        used = [outcome.exercise.id for outcome in outcomes if outcome.main == name]
        parts += [Padding(Text(f"for {quote_list(used)}"), (0, 0, 0, 4))] if used else []
    parts += [Text(f"  {note}", style=NOTICE) for note in parcel.notes]
    missing = find_missing(outcomes)
    wrong = [outcome.exercise.id for outcome in outcomes if outcome.state == "wrong"]
    if missing:
        parts.append(
            Text(f"Not finished: {quote_list(missing)}. To include more, run grader pack again.", style=NOTICE)
        )
    if wrong:
        parts.append(Text(f"Wrong: {quote_list(wrong)}. To see why: grader check {wrong[0]}", style=WRONG))
    return Group(*parts)


def fit_screen(console: Console, renderable: RenderableType, command: str) -> RenderableType:
    """Cut a renderable to the height of the terminal, and name the command that shows the rest."""
    lines = console.render_lines(renderable, pad=False)
    room = console.height - WAITING_LINES
    if not console.is_terminal or len(lines) <= room:
        return renderable
    shown = lines[: max(room - 1, 1)]
    rest = Text(f"… {plural(len(lines) - len(shown), 'more line')}: {command}", style=FAINT)
    return Group(SegmentLines(shown, new_lines=True), rest)


def summarise_result(outcome: PracticeResult) -> str:
    """Return the state of an exercise in a few words."""
    checks = plural(len(outcome.report.checks), "check")
    match outcome.state:
        case "passed":
            return f"{checks} passed"
        case "not attempted":
            return "not attempted yet"
        case "begun":
            return f"{outcome.passed} of {checks} passed, the rest not written yet"
    return f"wrong: {outcome.passed} of {checks} passed"


def find_next(outcomes: Iterable[PracticeResult]) -> PracticeResult | None:
    """Return the first exercise that is wrong, else begun, else not attempted; None if all passed."""
    left = [outcome for outcome in outcomes if outcome.state != "passed"]
    return min(left, key=lambda outcome: _URGENCY.index(outcome.state), default=None)


def _render_next(outcomes: Sequence[PracticeResult]) -> list[RenderableType]:
    outcome = find_next(outcomes)
    if outcome is None:
        return [Text("All checks that you can run yourself pass. To hand in: grader pack", style=RIGHT)]
    exercise = outcome.exercise
    head = Text.assemble("Next: ", (exercise.id, "bold"), (f"  {outcome.main or ''}", FAINT))
    check = outcome.first_open
    if outcome.state == "wrong" and check is not None:
        commands = [f"Details: grader check {exercise.id}", f"Stuck?   grader hint {exercise.id}"]
        shown = [render_check(check), *(Text(command, style=FAINT) for command in commands)]
        return [head, Padding(Group(*shown), (0, 0, 0, 2))]
    names = quote_list([function.name for function in exercise.functions])
    where = outcome.main or f"a file {exercise.id}.py"
    return [head, Padding(Text(f"Write {names} in {where}, then: grader check {exercise.id}"), (0, 0, 0, 2))]


def _table(outcomes: Sequence[PracticeResult]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for outcome in outcomes:
        mark, _, style = _MARKS[outcome.state]
        table.add_row(Text(f"  {mark} {outcome.exercise.id}", style=style), Text(summarise_result(outcome)))
    return table
