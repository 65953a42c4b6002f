"""Find the call that shows a failure, and write it as Python source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from grader.execution.answers import Entries
from grader.execution.replies import Reply, Returned
from grader.exercise.failures import Failure
from grader.exercise.python_source import to_python
from grader.exercise.refused import is_refused, read_raw
from grader.reports.report import Counterexample, Step
from grader.text import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.execution.student import Call
    from grader.grading.judging import Outcome

MAX_VALUE = 1_000
MAX_CALLS_SHOWN = 3
_PLAIN = (np.ndarray, bool, int, float)
NO_VALUE = "no value: it did not return"


def to_counterexample(outcome: Outcome) -> Counterexample | None:
    """Return the call whose answer was wrong, with the last calls of the case; None if there is nothing to show."""
    failure, calls = outcome.failure, outcome.calls
    if failure is None or not calls or failure.verdict in ("not_attempted", "skipped", "grader_fault"):
        return None
    last = calls[-1].reply
    if isinstance(last, Failure) and last.during == "load":
        return None
    shown = _find_shown(calls, failure)
    returned = printable("\n".join(one.returned for one in shown), MAX_VALUE)
    expected = printable(to_python(failure.expected), MAX_VALUE) if _is_of_call(failure, shown) else None
    measured = one_line(failure.measured, MAX_VALUE)
    call = "\n".join(one.call for one in shown)
    return Counterexample(call, returned, expected, to_steps(calls), measured, outcome.any_value)


class _Shown(NamedTuple):
    """A call and what it returned, both as Python source, with the value itself."""

    call: str
    returned: str
    value: Any


def _find_shown(calls: Sequence[Call], failure: Failure) -> list[_Shown]:
    """Return the call whose answer is wrong, or both if two do not agree, or else all that may be at fault."""
    found = {place: one for value in (failure.actual, failure.against) for place, one in _find_answer(calls, value)}
    if found:
        return [found[place] for place in sorted(found)]
    # A number computed from several answers belongs to all of them; otherwise the last call failed.
    shown = calls if failure.actual is not None and len(calls) <= MAX_CALLS_SHOWN else calls[-1:]
    return [_Shown(call.text, _returned(call.reply), call.answer) for call in shown]


def _find_answer(calls: Sequence[Call], value: Any) -> Iterator[tuple[int, _Shown]]:
    """Yield the call whose answer, or a part of it, is this value, with its number; nothing if there is none."""
    # The latest call first: CPython shares small numbers between calls, and a check fails at its latest call.
    for number, call in reversed(list(enumerate(calls))):
        for place, part in _parts(call.answer):
            if _belongs(value, part):
                yield number, _Shown(call.text + place, to_python(read_raw(part) if is_refused(part) else part), part)
                return


def _is_of_call(failure: Failure, shown: Sequence[_Shown]) -> bool:
    """Whether what was expected is a value of the call that is shown, and not of something computed from it."""
    if failure.expected is None or failure.actual is None:
        return failure.expected is not None
    (one, *others), actual = shown, failure.actual
    if others or actual is one.value:
        return not others
    if is_refused(actual) or is_refused(one.value):
        return False
    return isinstance(actual, _PLAIN) and isinstance(one.value, _PLAIN) and np.array_equal(actual, one.value)


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
