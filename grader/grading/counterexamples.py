"""Picks the call that shows a failure, and writes it down as Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.execution.answers import Entries
from grader.execution.replies import Fault, Reply, Returned
from grader.exercise.python_source import to_python
from grader.reports.report import Counterexample
from grader.text import printable

if TYPE_CHECKING:
    from grader.grading.judging import Failure

MAX_VALUE = 1_000
MAX_CALLS_SHOWN = 3


def to_counterexample(failure: Failure) -> Counterexample | None:
    """Show the call whose answer was found wrong, or the last one if the body found nothing in particular."""
    if not failure.calls or failure.verdict in ("not_attempted", "skipped", "grader_fault"):
        return None
    last = failure.calls[-1].reply
    if isinstance(last, Fault) and last.during == "load":
        return None
    expected = None if failure.expected is None else printable(to_python(failure.expected), MAX_VALUE)
    # The last call first: small numbers are one object wherever they come from, and a check fails at its last question.
    for call in reversed(failure.calls):
        for place, part in _parts(call.answer):
            if _belongs(failure.actual, part):
                return Counterexample(call.text + place, printable(to_python(part), MAX_VALUE), expected)
    # A number made of several answers belongs to all of them; otherwise the last call is the one that failed.
    shown = (
        failure.calls if failure.actual is not None and len(failure.calls) <= MAX_CALLS_SHOWN else failure.calls[-1:]
    )
    returned = "\n".join(_returned(call.reply) for call in shown)
    return Counterexample("\n".join(call.text for call in shown), printable(returned, MAX_VALUE), expected)


def _returned(reply: Reply) -> str:
    if isinstance(reply, Returned):
        return to_python(reply.value)
    return f"raised {reply.detail}" if reply.verdict == "raised" and reply.detail else "nothing"


def _belongs(actual: Any, part: Any) -> bool:
    """Whether `actual` is this very part of an answer, or a slice of it."""
    return actual is not None and (actual is part or getattr(actual, "base", None) is part)


def _parts(answer: Any) -> list[tuple[str, Any]]:
    """Return an answer and its parts, each with what picks it out: `['dW']`, `[0]`."""
    match answer:
        case Entries():
            return [(f"[{key!r}]", part) for key, part in answer.judged.items()]
        case list() | tuple():
            return [("", answer), *((f"[{i}]", part) for i, part in enumerate(answer))]
        case _:
            return [("", answer)]
