"""Finds the suspects that explain what is wrong in a student's answers: `find_suspected` for one kind of suspect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.course.comparison import find_differing
from grader.course.mutant_sentences import find_sentence
from grader.course.suspects import find_callers, to_module
from grader.execution.in_process import InProcessTransport
from grader.grading.explanation import ask, ask_while_agreeing, explain, explain_in_part, is_needed
from grader.grading.relations import Related, find_related, to_related_module

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.suspects import Kind, Suspect
    from grader.grading.explanation import Answers, Found, Parts

    Open: TypeAlias = frozenset[tuple[str, int, Any]]

# Suspects of one kind that are kept, in the order of the table.
MAX_EXPLAINING = 40


@dataclass(frozen=True, slots=True)
class Explanation:
    """Suspects that answer alike, and what they explain.

    Attributes:
        options: the suspects that no question tells apart, each with a transport that answers as it does; or one
            relation.
        explained: by function, the questions and parts of answers that it explains.
        answers: their answers to all questions about these functions.
    """

    options: tuple[tuple[Suspect | Related, InProcessTransport], ...]
    explained: Mapping[str, Found] = field(repr=False)
    answers: Mapping[str, tuple[Parts, ...]] = field(repr=False)

    @property
    def suspects(self) -> list[Suspect]:
        """The suspects; none if it is a relation."""
        return [option for option, _ in self.options if not isinstance(option, Related)]

    @property
    def kind(self) -> str:
        """The kind of suspects; empty if it is a relation."""
        return self.suspects[0].kind if self.suspects else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The mistakes that the suspects contain."""
        return tuple(dict.fromkeys(name for suspect in self.suspects for name in suspect.names))

    @property
    def transport(self) -> InProcessTransport:
        """Answers as the first of them does."""
        return self.options[0][1]

    def without(self, transport: InProcessTransport) -> Explanation | None:
        """Return the explanation without the option of a transport; None if no other is left."""
        left = tuple(option for option in self.options if option[1] is not transport)
        return replace(self, options=left) if left else None

    def join(self, other: Explanation) -> Explanation:
        """Return the explanation of what this one and another one of the same functions explain."""
        return replace(self, explained={f: places | other.explained[f] for f, places in self.explained.items()})


def find_open(answers: Mapping[str, Answers], found: Iterable[Explanation]) -> Open:
    """Return the parts of answers that are wrong and not explained yet."""
    wrong = {(function, *place) for function, given in answers.items() for place in given.wrong}
    return frozenset(wrong) - to_places(found)


def to_places(found: Iterable[Explanation]) -> set[tuple[str, int, Any]]:
    """Return the functions, questions and parts of answers that are explained."""
    return {(function, *place) for e in found for function, places in e.explained.items() for place in places}


def find_suspected(
    exercise: Exercise, kind: Kind, answers: Mapping[str, Answers], found: Sequence[Explanation]
) -> list[Explanation]:
    """Return the suspects of one kind that explain something which is unexplained so far."""
    given = {function: answer.given for function, answer in answers.items()}
    candidates = exercise.table.find_candidates(kind, exercise.table.to_row(given))
    open_places = find_open(answers, found)
    known = answers.keys() - {function for function, _, _ in open_places}
    explanations: list[Explanation] = []
    for row, telling in candidates.items():
        explanation = _examine(exercise, exercise.table.suspects[row], telling, answers, known)
        if len(explanations) < MAX_EXPLAINING and explanation is not None and to_places([explanation]) & open_places:
            explanations.append(explanation)
    return _choose(kind, explanations)


def _examine(
    exercise: Exercise,
    suspect: Suspect,
    telling: Mapping[str, Sequence[int]],
    answers: Mapping[str, Answers],
    known: Collection[str],
) -> Explanation | None:
    """Ask a suspect, first the telling questions of the table, then all; None if it explains nothing.

    Args:
        known: the functions of which everything wrong is explained already.
    """
    transport = InProcessTransport(to_module(exercise.mistakes, suspect))
    replies = {f: ask_while_agreeing(answers[f], transport, telling[f]) for f in telling if f in answers}
    asked = {function: parts for function, parts in replies.items() if parts is not None}
    by_values = suspect.kind in ("pair", "mutant")
    explained = {f: explain(answers[f], parts, by_values=by_values) for f, parts in asked.items()}
    if suspect.kind == "mistake":
        explained = {f: places or explain_in_part(answers[f], asked[f]) for f, places in explained.items()}
    if suspect.kind == "pair":
        explained = {f: p for f, p in explained.items() if p and _needs_both(exercise, suspect, answers[f], asked[f])}
    explained = {f: places for f, places in explained.items() if places}
    kept = {
        f: places for f, places in explained.items() if _fits_helpers(exercise, f, suspect, explained, known, answers)
    }
    return Explanation(((suspect, transport),), kept, {f: asked[f] for f in kept}) if kept else None


def _fits_helpers(
    exercise: Exercise,
    function: str,
    suspect: Suspect,
    explained: Collection[str],
    known: Collection[str],
    answers: Mapping[str, Answers],
) -> bool:
    """Whether what a function calls goes with this suspect.

    Who wrote a function otherwise that the suspect changes, has not made this mistake in what calls it. And while a
    function is wrong and unexplained, what calls it may be wrong for that.
    """
    changed = {name for name in suspect.touched if name in answers and _calls(exercise, function, name)}
    return changed <= {*explained} and _find_wrong_helpers(exercise, function, answers) <= {*explained, *known}


def _calls(exercise: Exercise, function: str, name: str) -> bool:
    return function != name and function in find_callers(exercise.mistakes.reference, [name])


def _find_wrong_helpers(exercise: Exercise, function: str, answers: Mapping[str, Answers]) -> set[str]:
    return {name for name, given in answers.items() if given.wrong and _calls(exercise, function, name)}


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
    return [e for e in joined if not any(to_places([e]) < to_places([other]) for other in joined)]


def _are_alike(one: Explanation, other: Explanation) -> bool:
    if one.explained != other.explained:
        return False
    return not any(
        find_differing(*pair) for f in one.answers for pair in zip(one.answers[f], other.answers[f], strict=True)
    )


def _join(kind: Kind, group: Sequence[Explanation]) -> Explanation | None:
    """Return a group as one explanation; None for mutants that answer alike and say different things."""
    if kind == "pair":
        return min(group, key=lambda e: sum(len(suspect.places) for suspect in e.suspects))
    sentences = {find_sentence(suspect.operator) for e in group for suspect in e.suspects}
    if kind == "mutant" and len(sentences) > 1:
        return None
    return replace(group[0], options=tuple(option for e in group for option in e.options))


def find_related_explanations(
    exercise: Exercise, answers: Mapping[str, Answers], found: Sequence[Explanation]
) -> list[Explanation]:
    """Return the relations that explain something which is unexplained so far."""
    open_places = find_open(answers, found)
    known = answers.keys() - {function for function, _, _ in open_places}
    explanations = []
    for function, given in answers.items():
        parts = list(dict.fromkeys(part for _, part in sorted(given.wrong, key=repr)))
        for related in find_related(given, parts):
            transport = InProcessTransport(to_related_module(exercise.reference, related))
            replies = ask(given.known, given.right, transport)
            places = explain(given, replies, by_values=True)
            is_new = any((function, *place) in open_places for place in places)
            if is_new and not _find_wrong_helpers(exercise, function, answers) - {*known}:
                explanations.append(Explanation(((related, transport),), {function: places}, {function: replies}))
    return explanations
