"""Finds the suspects that explain what is wrong in a student's answers: `find_suspected` for one kind of suspect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.course.comparison import find_differing
from grader.course.mutant_sentences import find_sentence
from grader.course.suspects import to_module
from grader.execution.in_process import InProcessTransport
from grader.grading.explanation import ask, explain, is_needed
from grader.grading.relations import Related, find_related, to_related_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.suspects import Kind, Suspect
    from grader.grading.explanation import Answers, Found, Parts

    Open: TypeAlias = frozenset[tuple[str, int, Any]]

# Suspects of one kind that are made and asked in full.
MAX_ASKED = 40


@dataclass(frozen=True, slots=True)
class Explanation:
    """Suspects that answer alike, and what they explain.

    Attributes:
        suspects: suspects that no question tells apart; or one relation.
        transport: answers as they do.
        explained: by function, the questions and parts of answers that it explains.
        answers: their answers to all questions about these functions.
    """

    suspects: tuple[Suspect | Related, ...]
    transport: InProcessTransport = field(repr=False)
    explained: Mapping[str, Found] = field(repr=False)
    answers: Mapping[str, tuple[Parts, ...]] = field(repr=False)


def find_open(answers: Mapping[str, Answers], found: Iterable[Explanation]) -> Open:
    """Return the parts of answers that are wrong and not explained yet."""
    wrong = {(function, *place) for function, given in answers.items() for place in given.wrong}
    return frozenset(wrong) - _to_places(found)


def _to_places(found: Iterable[Explanation]) -> set[tuple[str, int, Any]]:
    return {(function, *place) for e in found for function, places in e.explained.items() for place in places}


def find_suspected(
    exercise: Exercise, kind: Kind, answers: Mapping[str, Answers], found: Sequence[Explanation]
) -> list[Explanation]:
    """Return the suspects of one kind that explain something which is unexplained so far."""
    given = {function: answer.given for function, answer in answers.items()}
    candidates = exercise.table.find_candidates(kind, *exercise.table.to_row(given))
    open_places = find_open(answers, found)
    explanations = []
    for row, functions in list(candidates.items())[:MAX_ASKED]:
        suspect = exercise.table.suspects[row]
        explanation = _examine(exercise, suspect, functions, answers)
        if explanation is not None and _to_places([explanation]) & open_places:
            explanations.append(explanation)
    return _choose(kind, explanations)


def _examine(
    exercise: Exercise, suspect: Suspect, functions: Sequence[str], answers: Mapping[str, Answers]
) -> Explanation | None:
    """Ask a suspect in full; None if it explains nothing."""
    transport = InProcessTransport(to_module(exercise.mistakes, suspect))
    asked = {f: ask(answers[f].known, answers[f].right, transport) for f in functions if f in answers}
    by_values = suspect.kind in ("pair", "mutant")
    explained = {f: explain(answers[f], replies, by_values=by_values) for f, replies in asked.items()}
    declared = [function.name for function in exercise.functions if function.name in suspect.touched]
    # Who wrote the helper otherwise has not made this mistake in its callers.
    if not all(explained.get(function) for function in declared):
        explained = {f: places for f, places in explained.items() if f in declared}
    if suspect.kind == "pair":
        explained = {f: p for f, p in explained.items() if _needs_both(exercise, suspect, answers[f], asked[f])}
    kept = {function: places for function, places in explained.items() if places}
    return Explanation((suspect,), transport, kept, {f: asked[f] for f in kept}) if kept else None


def _needs_both(exercise: Exercise, pair: Suspect, answers: Answers, replies: Sequence[Parts]) -> bool:
    for member in pair.members:
        alone = InProcessTransport(to_module(exercise.mistakes, exercise.table.suspects[member]))
        if not is_needed(answers, replies, ask(answers.known, answers.right, alone)):
            return False
    return True


def _choose(kind: Kind, found: Sequence[Explanation]) -> list[Explanation]:
    """Join those that answer alike, and leave out those that explain less than another."""
    groups: list[list[Explanation]] = []
    for explanation in found:
        group = next((group for group in groups if _are_alike(group[0], explanation)), None)
        if group is None:
            groups.append([explanation])
        else:
            group.append(explanation)
    joined = [one for group in groups if (one := _join(kind, group)) is not None]
    return [e for e in joined if not any(_to_places([e]) < _to_places([other]) for other in joined)]


def _are_alike(one: Explanation, other: Explanation) -> bool:
    if one.explained != other.explained:
        return False
    return not any(
        find_differing(*pair) for f in one.answers for pair in zip(one.answers[f], other.answers[f], strict=True)
    )


def _join(kind: Kind, group: Sequence[Explanation]) -> Explanation | None:
    """Return a group as one explanation; None for mutants that answer alike and say different things."""
    first = group[0]
    match kind:
        case "pair":
            return min(group, key=lambda e: sum(len(suspect.places) for suspect in _to_suspects(e)))
        case "mutant":
            sentences = {find_sentence(suspect.operator) for e in group for suspect in _to_suspects(e)}
            return first if len(sentences) == 1 else None
    suspects = {suspect.names: suspect for e in reversed(group) for suspect in _to_suspects(e)}
    return Explanation(tuple(reversed(suspects.values())), first.transport, first.explained, first.answers)


def _to_suspects(explanation: Explanation) -> list[Suspect]:
    return [suspect for suspect in explanation.suspects if not isinstance(suspect, Related)]


def find_related_explanations(
    exercise: Exercise, answers: Mapping[str, Answers], found: Sequence[Explanation]
) -> list[Explanation]:
    """Return the relations that explain something which is unexplained so far."""
    open_places = find_open(answers, found)
    explanations = []
    for function, given in answers.items():
        parts = list(dict.fromkeys(part for f, _, part in sorted(open_places, key=repr) if f == function))
        for related in find_related(given, parts):
            transport = InProcessTransport(to_related_module(exercise.reference, related))
            replies = ask(given.known, given.right, transport)
            places = explain(given, replies, by_values=True)
            if places:
                explanations.append(Explanation((related,), transport, {function: places}, {function: replies}))
    return explanations
