"""Renders reports for a terminal. Text from students is always plain text, never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.reports.causes import find_common_cause, is_untouched
from grader.reports.escape import to_log
from grader.reports.explained import find_explained, list_others
from grader.reports.palette import FAINT, FAULT, NOTICE, RIGHT, WRONG
from grader.reports.report import has_grader_fault
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from grader.reports.explained import Explained
    from grader.reports.report import CheckReport, ExerciseReport, Report

MAX_SHOWN = 400
# The sign of a verdict, the word beside it, and its colour.
_MARKS = {
    "passed": ("✓", "passed", RIGHT),
    "failed": ("✗", "wrong", WRONG),
    "raised": ("✗", "exception", WRONG),
    "timed_out": ("✗", "timed out", WRONG),
    "out_of_memory": ("✗", "out of memory", WRONG),
    "died": ("✗", "crashed", WRONG),
    "skipped": ("–", "skipped", NOTICE),
    "not_attempted": ("–", "not written", FAINT),
    "grader_fault": ("!", "fault of the grader", FAULT),
}
# Blanks at the end of a line, which rich adds up to the width of the screen, and the ends of colours behind them.
_PADDING = re.compile(r" +((?:\x1b\[[0-9;]*m *)*)$")


def to_text(renderable: RenderableType) -> str:
    """Return the text for a terminal, a pipe or the log of a CI job, without blanks at the ends of lines."""
    console = Console(highlight=False, soft_wrap=False)
    if console.legacy_windows:  # it would show the codes of colours as text
        console = Console(highlight=False, soft_wrap=False, color_system=None)
    with console.capture() as captured:
        console.print(renderable)
    return to_log("".join(f"{_without_padding(line)}\n" for line in captured.get().splitlines()))


def _without_padding(line: str) -> str:
    return _PADDING.sub(lambda match: match[1].replace(" ", ""), line)


def find_mark(check: CheckReport) -> tuple[str, str]:
    """Return the sign of a check's verdict, and the word that says the same."""
    return _MARKS[check.verdict][:2]


def points(value: float) -> str:
    """Return points without trailing zeros: `6`, `4.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def render_report(report: Report) -> RenderableType:
    """Render the scores, and the message, counterexample and hint of each check that did not pass."""
    title = Text.assemble(
        (report.submission.id, "bold"), f"   {points(report.score)} of {points(report.max_score)} points"
    )
    parts: list[RenderableType] = [title]
    for exercise in report.exercises:
        parts += [Text(), *_render_exercise(exercise)]
    if report.submission.notes:
        parts += [Text(), Text("Notes", style="bold")]
        parts += [_indented(Text(note)) for note in report.submission.notes]
    if has_grader_fault(report):
        words = "A check broke because of the grader, not your code. The score is provisional; it will be graded again."
        parts += [Text(), Text(words, style=FAULT)]
    return Group(*parts)


def _render_exercise(exercise: ExerciseReport) -> list[RenderableType]:
    head = Text.assemble(
        (exercise.title, "bold"),
        (f"  {exercise.id}", FAINT),
        f"   {points(exercise.score)} / {points(exercise.max_score)}",
    )
    faults = (_indented(Text(f"Note for the instructor: {fault}", style=FAULT)) for fault in exercise.faults)
    return [head, *render_checks(exercise), *faults]


def render_checks(exercise: ExerciseReport) -> list[RenderableType]:
    """Render what is wrong: each likely mistake with what shows it, then the other checks, grouped by cause.

    A mistake that explains little of what is wrong comes last.
    """
    if is_told(exercise):
        return [_indented(Text(exercise.message))]
    groups = find_explained(exercise)
    lines = [line for group in groups if group.leads for line in _render_explained(group)]
    passed = sum(check.verdict == "passed" for check in exercise.checks)
    if passed:
        own = sum(check.followed_through for check in exercise.checks)
        through = f", {own} of them allowing for a mistake that another check counts" if own else ""
        lines.append(Text(f"✓ {plural(passed, 'check')} passed{through}.", style=RIGHT))
    for check, alike in find_causes(exercise):
        lines += [render_check(check), *([_render_alike(alike)] if alike else [])]
    lines += [line for group in groups if not group.leads for line in _render_explained(group)]
    return [_indented(line) for line in lines]


def _render_explained(group: Explained) -> Iterator[RenderableType]:
    """Render the names and hints of mistakes, the check that shows them best, and the names of the others."""
    for diagnosis in group.diagnoses:
        yield Text.assemble((f"Likely mistake in {diagnosis.function}: ", "bold"), diagnosis.name)
        yield Text(diagnosis.hint, style=NOTICE)
    if group.shown is not None:
        yield render_check(group.shown)
    if group.others:
        yield _indented(Text(f"Also fails {list_others(group.others)}", style=FAINT))


def is_told(exercise: ExerciseReport) -> bool:
    """Whether the message of an exercise says it all.

    All checks passed, nothing is written, or the checks have one cause and nothing else to show.
    """
    open_checks = [check for check in exercise.checks if check.verdict != "passed"]
    if not open_checks or is_untouched(exercise.checks):
        return True
    shows = exercise.diagnosis or any(check.counterexample or check.hint for check in open_checks)
    return not shows and find_common_cause(exercise.checks) is not None


def find_causes(exercise: ExerciseReport) -> list[tuple[CheckReport, list[CheckReport]]]:
    """Return the checks that did not pass and that no diagnosis explains, each with those of the same message."""
    explained = {name for diagnosis in exercise.diagnosis for name in diagnosis.checks}
    left = [check for check in exercise.checks if check.verdict != "passed" and check.id not in explained]
    messages = dict.fromkeys(check.message for check in left)
    alike = [[check for check in left if check.message == message] for message in messages]
    return [(checks[0], checks[1:]) for checks in alike]


def tell_any_value(names: Sequence[str]) -> str:
    """Say which parameters make no difference, as in `Any X, Y or b fails like this`."""
    return f"Any {' or '.join(filter(None, [', '.join(names[:-1]), *names[-1:]]))} fails like this."


def cut(text: str) -> str:
    """Cut long lines to fit on a screen, and say so: what is left of a call is no Python."""
    return "\n".join(map(_cut_line, text.split("\n")))


def _cut_line(line: str) -> str:
    return line if len(line) <= MAX_SHOWN else f"{line[:MAX_SHOWN]} … (shortened)"


def _hanging(mark: Text, text: Text) -> Table:
    """Put text next to a mark with a hanging indent."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(mark, text)
    return grid


def _indented(renderable: RenderableType) -> Padding:
    return Padding(renderable, (0, 0, 0, 2))


def _render_alike(checks: Sequence[CheckReport]) -> RenderableType:
    """Render the titles of the checks that did not pass for the same reason, and the hints of hidden ones.

    Hidden checks that failed for different reasons may have the same message, so each keeps its own hint.
    """
    lines: list[RenderableType] = [Text(f"{plural(len(checks), 'more check')} for the same reason:", style=FAINT)]
    for check in checks:
        mark, word = find_mark(check)
        lines.append(_hanging(Text(mark, style=FAINT), Text(f"{word}: {check.title}", style=FAINT)))
        if check.hint and check.visibility == "hidden":
            lines.append(_indented(_render_hint(check)))
    return _indented(Group(*lines))


def _render_hint(check: CheckReport) -> Text:
    return Text(f"Hint: {check.hint}", style=NOTICE)


def render_check(check: CheckReport) -> RenderableType:
    """Render one check: title, message, counterexample, output and hint."""
    mark, word, style = _MARKS[check.verdict]
    hidden = (" (hidden check)", FAINT) if check.visibility == "hidden" else ""
    lines: list[RenderableType] = [
        _hanging(Text(mark, style=style), Text.assemble((f"{word}: ", style), check.title, hidden))
    ]
    details: list[RenderableType] = [Text(line) for line in check.message.splitlines()]
    if check.counterexample is not None:
        example = check.counterexample
        details.append(_indented(Text(cut(example.call), style="bold")))
        verb = "" if example.returned.startswith("raised ") else "returned "
        details.append(_indented(Text(cut(f"{verb}{example.returned}"))))
        if example.expected is not None:
            details.append(_indented(Text(cut(f"expected {example.expected}"))))
        if example.any_value:
            details.append(Text(tell_any_value(example.any_value)))
    if check.output:
        details.append(Text("printed:", style=FAINT))
        details += [_indented(Text(line, style=FAINT)) for line in check.output.splitlines()[:10]]
    if check.hint:
        details.append(_render_hint(check))
    lines += [_indented(detail) for detail in details]
    return Group(*lines)
