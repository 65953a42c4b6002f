"""Keeps what no diagnosis explains of a student's answers: `find_unexplained`.

Over a class, students with the same such answers form a cluster, and `grader harvest` begins an entry of
`mistakes.toml` for it. The answers themselves are kept as numbers only, computed here from what the student returned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.course.comparison import MODIFIED, RAISED, SHARED
from grader.course.sketches import Cell, to_part_name, to_sketches
from grader.course.suspect_table import TELLING
from grader.exercise.python_source import to_call, to_python
from grader.grading.entries import name_entries
from grader.grading.explained import to_places
from grader.reports.report import Counterexample, Unexplained
from grader.text import one_line, printable
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.exercise.spec import Function
    from grader.grading.explained import Explanation
    from grader.grading.explanation import Answers, Parts
    from grader.reports.report import CheckReport

MAX_VALUE = 1_000
MAX_EXCEPTION = 100
DIGITS = 9
THE_RESULT = "the result"
_BESIDE_VALUES = (RAISED, MODIFIED, SHARED)


def find_unexplained(
    exercise: Exercise, answers: Mapping[str, Answers], found: Sequence[Explanation], checks: Sequence[CheckReport]
) -> tuple[Unexplained, ...]:
    """Return the wrong parts of answers that no explanation covers, by function.

    What is explained on some inputs only is left out: on the others, numbers overflow. So is a function that no failed
    check called: its answers are other than the reference's and good enough.
    """
    explained = {(function, part) for function, _, part in to_places(found)}
    called = _find_called(checks)
    kept = []
    for function in exercise.functions:
        given = answers.get(function.name)
        if given is None or function.name not in called:
            continue
        parts = {part for _, part in given.wrong if (function.name, part) not in explained}
        if parts:
            kept.append(_to_unexplained(function, given, parts))
    return tuple(kept)


def _find_called(checks: Sequence[CheckReport]) -> set[str]:
    """Return the functions that failed checks called, as far as their reports show."""
    shown = [check.counterexample for check in checks if check.verdict != "passed" and check.counterexample is not None]
    calls = [call for one in shown for call in (*one.call.splitlines(), *(step.call for step in one.steps))]
    return {call.partition("(")[0] for call in calls}


def _to_unexplained(function: Function, given: Answers, parts: Collection[Any]) -> Unexplained:
    ordered = [part for part in dict.fromkeys(part for right in given.right for part in right) if part in parts]
    entries = [*ordered, *(part for part in (RAISED,) if part in parts and part not in ordered)]
    wrong = sorted({number for number, part in given.wrong if part in parts})
    telling = given.known.telling
    # A rare mistake may show in none of the telling answers, which are the same for everybody.
    questions = telling if set(telling) & set(wrong) else tuple(wrong[:TELLING])
    names = name_entries(function)
    return Unexplained(
        function=function.name,
        entries=tuple(names.get(part, THE_RESULT if part is None else str(part)) for part in entries),
        questions=questions,
        sketches=tuple(_to_sketch(given.get(number), entries) for number in questions),
        smallest=_to_smallest(function.name, given, wrong),
    )


def _to_sketch(answer: Parts, entries: Sequence[Any]) -> float | None:
    """Return one number for these parts of an answer; None where nothing finite is known of them."""
    if RAISED in answer:
        parts, part = answer, RAISED
    else:
        # Truth values of side effects stand in the sum as 0 or 1.
        known = {entry: answer[entry] for entry in entries if entry in answer}
        whole = {e: float(bool(value)) if e in _BESIDE_VALUES else value for e, value in known.items()}
        parts, part = {None: whole}, None
    ((sketch, _),) = to_sketches(parts, [Cell("", 0, to_part_name(part))])
    return float(f"{sketch:.{DIGITS}g}") if sketch == sketch else None


def _to_smallest(function: str, given: Answers, wrong: Sequence[int]) -> Counterexample:
    questions = given.known.transcript.questions
    number = min(wrong, key=lambda i: (len(questions[i][1]), i))
    positional, options = wire.decode(questions[number][1])
    return Counterexample(
        call=printable(to_call(function, tuple(positional), options), MAX_VALUE),
        returned=_render(given.get(number)),
        expected=_render(given.right[number]),
    )


def _render(answer: Parts) -> str:
    """Return an answer as Python, or the exception in its place."""
    if RAISED in answer:
        verdict, exception = answer[RAISED]
        return f"raised {one_line(exception or verdict, MAX_EXCEPTION)}"
    values = {key: value for key, value in answer.items() if key not in _BESIDE_VALUES}
    if None in values:
        return printable(to_python(values[None]), MAX_VALUE)
    whole = values if not all(isinstance(key, int) for key in values) else tuple(values.values())
    return printable(to_python(whole), MAX_VALUE)
