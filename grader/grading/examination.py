"""Asks a suspect and compares its answers with a student's, one function after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.course.suspects import to_module
from grader.execution.in_process import InProcessTransport
from grader.grading.explanation import (
    SIDE_EFFECTS,
    ask,
    ask_while_agreeing,
    explain,
    explain_beside,
    explain_in_part,
)
from grader.grading.necessity import is_needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.suspects import Suspect
    from grader.grading.explained import Explanation, Open
    from grader.grading.explanation import Answers, Found, Parts


@dataclass(frozen=True, slots=True)
class Examined:
    """A suspect that was asked, and what it explains as far as one function is concerned.

    Attributes:
        answers: its answers to all questions, by function.
        fitting: what it explains, by function; a helper in which a pair answers as one of its members does is among
            them.
        explained: the same, where a pair needs both members.
        in_part: the functions of which it explains some of the entries that it changes.
    """

    suspect: Suspect
    transport: InProcessTransport
    answers: Mapping[str, tuple[Parts, ...]]
    fitting: dict[str, Found]
    explained: dict[str, Found]
    in_part: frozenset[str] = frozenset()


def examine(
    exercise: Exercise,
    suspect: Suspect,
    telling: Mapping[str, Sequence[int]],
    answers: Mapping[str, Answers],
    open_places: Open,
) -> Examined:
    """Ask a suspect, first the telling questions of the table, then all, as long as it agrees."""
    transport = InProcessTransport(to_module(exercise.mistakes, suspect))
    wanted = {f: frozenset((n, part) for function, n, part in open_places if function == f) for f in telling}
    replies = {f: ask_while_agreeing(answers[f], transport, telling[f], wanted[f]) for f in telling if f in answers}
    asked = {function: parts for function, parts in replies.items() if parts is not None}
    by_values = suspect.kind in ("pair", "mutant")
    fitting = {f: explain(answers[f], parts, by_values=by_values) for f, parts in asked.items()}
    in_part = {f: explain_in_part(answers[f], asked[f]) for f in asked if suspect.kind == "mistake" and not fitting[f]}
    in_part = {f: places for f, places in in_part.items() if places}
    fitting = {f: places for f, places in fitting.items() if places} | in_part
    explained = fitting
    if suspect.kind == "pair":
        explained = {f: p for f, p in fitting.items() if _needs_both(exercise, suspect, answers[f], asked[f], p)}
    return Examined(suspect, transport, asked, fitting, explained, frozenset(in_part))


def look_beside(one: Examined, answers: Mapping[str, Answers], found: Sequence[Explanation]) -> Examined:
    """Return what a suspect explains that only has side effects, beside the wrong values that others explain."""
    places = {
        function: explain_beside(answers[function], replies, _to_found(function, found))
        for function, replies in one.answers.items()
        if function not in one.explained
    }
    explained = {function: there for function, there in places.items() if there}
    return replace(one, fitting=one.fitting | explained, explained=one.explained | explained if explained else {})


def without_more_side_effects(one: Examined, open_places: Open) -> Examined:
    """Leave out functions with side effects that neither the suspect nor another one explains: more is wrong there."""
    kept = {
        function: places
        for function, places in one.explained.items()
        if not any(f == function and part in SIDE_EFFECTS and (n, part) not in places for f, n, part in open_places)
    }
    return replace(one, fitting=kept, explained=kept)


def _to_found(function: str, found: Iterable[Explanation]) -> Found:
    return frozenset(place for e in found for place in e.explained.get(function, ()))


def _needs_both(
    exercise: Exercise, pair: Suspect, answers: Answers, replies: Sequence[Parts], explained: Found
) -> bool:
    for member in pair.members:
        alone = InProcessTransport(to_module(exercise.mistakes, exercise.table.suspects[member]))
        if not is_needed(answers, replies, ask(answers.known, answers.right, alone), explained):
            return False
    return True
