"""Find the call that shows a failure, and write it as Python source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from grader.execution.answers import Entries
from grader.execution.replies import Reply, Returned
from grader.exercise.failures import Failure
from grader.exercise.python_source import to_python
from grader.exercise.refused import is_refused, read_raw
from grader.reports.report import Counterexample, Step
from grader.text import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.execution.student import Call
    from grader.grading.judging import Outcome

MAX_VALUE = 1_000
MAX_CALLS_SHOWN = 3
NO_VALUE = "no value: it did not return"


def to_counterexample(outcome: Outcome) -> Counterexample | None:
    """Return the call whose answer was wrong, with the last calls of the case; None if there is nothing to show."""
    failure, calls = outcome.failure, outcome.calls
    if failure is None or not calls or failure.verdict in ("not_attempted", "skipped", "grader_fault"):
        return None
    last = calls[-1].reply
    if isinstance(last, Failure) and last.during == "load":
        return None
    call, returned = _find_shown(calls, failure.actual)
    expected = None if failure.expected is None else printable(to_python(failure.expected), MAX_VALUE)
    measured = one_line(failure.measured, MAX_VALUE)
    steps = to_steps(calls)
    return Counterexample(call, printable(returned, MAX_VALUE), expected, steps, measured, outcome.any_value)


def _find_shown(calls: Sequence[Call], actual: Any) -> tuple[str, str]:
    """Return the call whose answer `actual` is, and what it returned; if there is none, the calls that may be at fault.

    Both are Python source.
    """
    # The latest call first: CPython shares small numbers between calls, and a check fails at its latest call.
    for call in reversed(calls):
        for place, part in _parts(call.answer):
            if _belongs(actual, part):
                return call.text + place, to_python(read_raw(part) if is_refused(part) else part)
    # A number computed from several answers belongs to all of them; otherwise the last call failed.
    shown = calls if actual is not None and len(calls) <= MAX_CALLS_SHOWN else calls[-1:]
    return "\n".join(call.text for call in shown), "\n".join(_returned(call.reply) for call in shown)


def _returned(reply: Reply) -> str:
    if isinstance(reply, Returned):
        return to_python(reply.value)
    return f"raised {reply.detail}" if reply.verdict == "raised" and reply.detail else NO_VALUE


def _belongs(actual: Any, part: Any) -> bool:
    """Whether `actual` is this part of an answer (the same object), or a view of it."""
    if is_refused(actual) or is_refused(part):
        return actual is part
    return actual is not None and (actual is part or getattr(actual, "base", None) is part)


def _parts(answer: Any) -> list[tuple[str, Any]]:
    """Return an answer and its parts, each with its subscript: `['dW']`, `[0]`."""
    match answer:
        case Entries():
            return [(f"[{key!r}]", part) for key, part in answer.judged.items()]
        case list() | tuple():
            return [("", answer), *((f"[{i}]", part) for i, part in enumerate(answer))]
        case _:
            return [("", answer)]


MAX_STEPS = 8


MAX_STEP = 10_000


def to_steps(calls: Sequence[Call]) -> tuple[Step, ...]:
    """Return the last `MAX_STEPS` calls of a case for a replay; those longer than `MAX_STEP` are left out."""
    steps = []
    for call in calls[-MAX_STEPS:]:
        reply = call.reply
        returned = to_python(reply.value) if isinstance(reply, Returned) else ""
        raised = "" if isinstance(reply, Returned) else reply.exception or reply.verdict
        seen: list[Literal["modified", "shared"]] = ["modified"] if reply.side_effects.modified else []
        seen += ["shared"] if reply.side_effects.shared else []
        if len(call.text) + len(returned) <= MAX_STEP:
            steps.append(Step(call.text, returned, raised, tuple(seen)))
    return tuple(steps)
