"""Shows one exercise in a notebook: the terminal's text as HTML. Everything that a student wrote is escaped."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reports.escape import to_html
from grader.reports.explained import find_explained, list_others
from grader.reports.terminal import cut, find_causes, find_mark, is_told, tell_any_value
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.practice.practice import PracticeResult
    from grader.reports.explained import Explained
    from grader.reports.report import CheckReport

# Legible on white and on black.
_MARKS = {
    "passed": ("✓", "#388e3c"),
    "wrong": ("✗", "#e53935"),
    "begun": ("…", "#b26a00"),
    "not attempted": ("–", "#757575"),
}
_WORDS = {"not attempted": "not written"}
_TEXT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Card:
    """The state of an exercise, which a notebook displays as HTML, or as text where it cannot."""

    outcome: PracticeResult

    def _repr_html_(self) -> str:
        mark, colour = _MARKS[self.outcome.state]
        word = _WORDS.get(self.outcome.state, self.outcome.state)
        exercise = self.outcome.exercise
        head = f"<b>{mark} {word}: {to_html(exercise.title)}</b> <code>{to_html(exercise.id)}</code>"
        body = "".join(
            f"<div>{line}</div>" for line in [head, *_render_checks(self.outcome), *_render_notes(self.outcome)]
        )
        style = f"border-left: 4px solid {colour}; padding: 0.2em 1em; line-height: 1.5"
        return f'<div class="grader-card" style="{style}">{body}</div>'

    def __repr__(self) -> str:
        from rich.console import Console

        from grader.practice.dashboard import render_outcome

        buffer = io.StringIO()
        Console(file=buffer, width=_TEXT_WIDTH, color_system=None, force_jupyter=False).print(
            render_outcome(self.outcome)
        )
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines())


def _render_checks(outcome: PracticeResult) -> Iterator[str]:
    if is_told(outcome.report):
        yield to_html(outcome.report.message)
    else:
        yield from _render_open_checks(outcome)
    if outcome.state in ("wrong", "begun"):
        yield _faint(f"Stuck? In a terminal: grader hint {outcome.exercise.id}")


def _render_open_checks(outcome: PracticeResult) -> Iterator[str]:
    groups = find_explained(outcome.report)
    yield from (line for group in groups if group.leads for line in _render_explained(group))
    if outcome.passed:
        yield f'<span style="color: {_MARKS["passed"][1]}">✓ {plural(outcome.passed, "check")} passed.</span>'
    for check, alike in find_causes(outcome.report):
        yield from _render_check(check)
        if alike:
            yield _indented(_faint(f"{plural(len(alike), 'more check')} for the same reason:"))
            yield from (_indented(_faint(f"{_mark(other)}: {other.title}")) for other in alike)
    yield from (line for group in groups if not group.leads for line in _render_explained(group))


def _render_explained(group: Explained) -> Iterator[str]:
    for diagnosis in group.diagnoses:
        yield f"<b>Likely mistake in {to_html(diagnosis.function)}:</b> {to_html(diagnosis.name)}"
        yield f"<i>{to_html(diagnosis.hint)}</i>"
    if group.shown is not None:
        yield from _render_check(group.shown)
    if group.others:
        yield _indented(_faint(f"Also fails {list_others(group.others)}"))


def _render_check(check: CheckReport) -> Iterator[str]:
    colour = _MARKS["not attempted" if check.verdict in ("not_attempted", "skipped") else "wrong"][1]
    yield f'<span style="color: {colour}">{_mark(check)}:</span> {to_html(check.title)}'
    yield from (_indented(to_html(line)) for line in check.message.splitlines())
    example = check.counterexample
    if example is not None:
        verb = "" if example.returned.startswith("raised ") else "returned "
        lines = [cut(example.call), cut(f"{verb}{example.returned}")]
        lines += [] if example.expected is None else [cut(f"expected {example.expected}")]
        yield _preformatted(lines)
        if example.any_value:
            yield _indented(to_html(tell_any_value(example.any_value)))
    if check.output:
        yield _indented(_faint("printed:"))
        yield _preformatted(check.output.splitlines()[:10])
    if check.hint:
        yield _indented(f"<i>Hint: {to_html(check.hint)}</i>")


def _render_notes(outcome: PracticeResult) -> Iterator[str]:
    if outcome.notes:
        yield "<b>Notes</b>"
        yield from (_indented(to_html(note)) for note in outcome.notes)


def _mark(check: CheckReport) -> str:
    return " ".join(find_mark(check))


def _indented(html: str) -> str:
    return f'<div style="padding-left: 1.5em">{html}</div>'


def _faint(text: str) -> str:
    return f'<span style="opacity: 0.7">{to_html(text)}</span>'


def _preformatted(lines: Sequence[str]) -> str:
    text = to_html("\n".join(lines))
    return f'<pre style="margin: 0.2em 0 0.2em 3em; white-space: pre-wrap">{text}</pre>'
