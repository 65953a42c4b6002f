"""Finds the suspects that explain what is wrong in a student's answers: `find_suspected` for one kind of suspect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.course.comparison import find_differing
from grader.course.mutant_sentences import find_sentence
from grader.course.suspects import find_callers, to_module
from grader.execution.in_process import InProcessTransport
from grader.grading.explanation import (
    SIDE_EFFECTS,
    ask,
    ask_while_agreeing,
    explain,
    explain_beside,
    explain_in_part,
    is_needed,
)
from grader.grading.relations import Related, find_related, to_related_module

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.suspects import Kind, Suspect
    from grader.grading.explanation import Answers, Found, Parts

    Open: TypeAlias = frozenset[tuple[str, int, Any]]
    Join: TypeAlias = Callable[[Sequence["Explanation"]], "Explanation | None"]

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
        in_part: the functions in which a mistake is said of some of the entries that it changes.
    """

    options: tuple[tuple[Suspect | Related, InProcessTransport], ...]
    explained: Mapping[str, Found] = field(repr=False)
    answers: Mapping[str, tuple[Parts, ...]] = field(repr=False)
    in_part: frozenset[str] = frozenset()

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


def find_unsettled(answers: Mapping[str, Answers], found: Iterable[Explanation]) -> Open:
    """Return the parts of answers that are wrong and not explained, or by a mistake in some of its entries only."""
    return find_open(answers, [whole for e in found if (whole := _without_functions(e, e.in_part)) is not None])


def to_places(found: Iterable[Explanation]) -> set[tuple[str, int, Any]]:
    """Return the functions, questions and parts of answers that are explained."""
    return {(function, *place) for e in found for function, places in e.explained.items() for place in places}


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


def find_suspected(
    exercise: Exercise, kind: Kind, answers: Mapping[str, Answers], found: Sequence[Explanation]
) -> list[Explanation]:
    """Return the suspects of one kind that explain something which is unexplained so far."""
    given = {function: answer.given for function, answer in answers.items()}
    candidates = exercise.table.find_candidates(kind, exercise.table.to_row(given))
    suspects = exercise.table.suspects
    examined = [_examine(exercise, suspects[row], telling, answers) for row, telling in candidates.items()]
    if kind == "mutant":
        examined = [_without_more_side_effects(one, find_open(answers, found)) for one in examined]
    open_places = find_unsettled(answers, found) if kind == "pair" else find_open(answers, found)
    explanations = _to_explanations(exercise, examined, answers, open_places)
    if kind in ("mistake", "place"):
        beside = [_look_beside(one, answers, [*found, *explanations]) for one in examined]
        explanations += _to_explanations(exercise, beside, answers, find_open(answers, [*found, *explanations]))
    if kind == "pair":
        return _choose(explanations, _PairChoice(exercise, answers, {name for e in found for name in e.names}))
    return _choose(explanations, _join_mutants if kind == "mutant" else _join)


def _examine(
    exercise: Exercise, suspect: Suspect, telling: Mapping[str, Sequence[int]], answers: Mapping[str, Answers]
) -> Examined:
    """Ask a suspect, first the telling questions of the table, then all, as long as it agrees."""
    transport = InProcessTransport(to_module(exercise.mistakes, suspect))
    replies = {f: ask_while_agreeing(answers[f], transport, telling[f]) for f in telling if f in answers}
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


def _look_beside(one: Examined, answers: Mapping[str, Answers], found: Sequence[Explanation]) -> Examined:
    """Return what a suspect explains that only has side effects, beside the wrong values that others explain."""
    places = {
        function: explain_beside(answers[function], replies, _to_found(function, found))
        for function, replies in one.answers.items()
        if function not in one.explained
    }
    explained = {function: there for function, there in places.items() if there}
    return replace(one, fitting=one.fitting | explained, explained=one.explained | explained if explained else {})


def _without_more_side_effects(one: Examined, open_places: Open) -> Examined:
    """Leave out functions with side effects that neither the suspect nor another one explains: more is wrong there."""
    kept = {
        function: places
        for function, places in one.explained.items()
        if not any(f == function and part in SIDE_EFFECTS and (n, part) not in places for f, n, part in open_places)
    }
    return replace(one, fitting=kept, explained=kept)


def _to_found(function: str, found: Iterable[Explanation]) -> Found:
    return frozenset(place for e in found for place in e.explained.get(function, ()))


def _to_explanations(
    exercise: Exercise, examined: Sequence[Examined], answers: Mapping[str, Answers], open_places: Open
) -> list[Explanation]:
    """Return what explains something open; what one suspect explains of a helper is known when another is looked at."""
    explanations: list[Explanation] = []
    while True:
        known = answers.keys() - {function for function, _, _ in open_places - to_places(explanations)}
        fits = [_to_explanation(exercise, one, answers, known) for one in examined if one.explained]
        more = [e for e in fits if e is not None and to_places([e]) & open_places][:MAX_EXPLAINING]
        if to_places(more) == to_places(explanations):
            return more
        explanations = more


def _to_explanation(
    exercise: Exercise, one: Examined, answers: Mapping[str, Answers], known: Collection[str]
) -> Explanation | None:
    """Return what a suspect explains of functions whose helpers go with it; None if nothing is left.

    Args:
        known: the functions of which everything wrong is explained already.
    """
    kept = {
        f: places
        for f, places in one.explained.items()
        if _fits_helpers(exercise, f, one.suspect, one.fitting, known, answers)
    }
    if not kept:
        return None
    return Explanation(((one.suspect, one.transport),), kept, {f: one.answers[f] for f in kept}, one.in_part)


def _fits_helpers(
    exercise: Exercise,
    function: str,
    suspect: Suspect,
    fitting: Collection[str],
    known: Collection[str],
    answers: Mapping[str, Answers],
) -> bool:
    """Whether what a function calls goes with this suspect.

    Who wrote a function otherwise that the suspect changes, has not made this mistake in what calls it. And while a
    function is wrong and unexplained, what calls it may be wrong for that.
    """
    changed = {name for name in suspect.touched if name in answers and _calls(exercise, function, name)}
    return changed <= {*fitting} and _find_wrong_helpers(exercise, function, answers) <= {*fitting, *known}


def _calls(exercise: Exercise, function: str, name: str) -> bool:
    return function != name and function in find_callers(exercise.mistakes.reference, [name])


def _find_wrong_helpers(exercise: Exercise, function: str, answers: Mapping[str, Answers]) -> set[str]:
    return {name for name, given in answers.items() if given.wrong and _calls(exercise, function, name)}


def _needs_both(
    exercise: Exercise, pair: Suspect, answers: Answers, replies: Sequence[Parts], explained: Found
) -> bool:
    for member in pair.members:
        alone = InProcessTransport(to_module(exercise.mistakes, exercise.table.suspects[member]))
        if not is_needed(answers, replies, ask(answers.known, answers.right, alone), explained):
            return False
    return True


def _choose(found: Sequence[Explanation], join: Join) -> list[Explanation]:
    """Join those that answer alike, and leave out those that explain less than another."""
    groups: list[list[Explanation]] = []
    for explanation in found:
        group = next((group for group in groups if _are_alike(group[0], explanation)), None)
        if group is None:
            groups.append([explanation])
        else:
            group.append(explanation)
    joined = [one for group in groups if (one := join(group)) is not None]
    return [e for e in joined if not any(to_places([e]) < to_places([other]) for other in joined)]


def _are_alike(one: Explanation, other: Explanation) -> bool:
    if one.explained != other.explained:
        return False
    return not any(
        find_differing(*pair) for f in one.answers for pair in zip(one.answers[f], other.answers[f], strict=True)
    )


def _join(group: Sequence[Explanation]) -> Explanation:
    return replace(group[0], options=tuple(option for e in group for option in e.options))


def _join_mutants(group: Sequence[Explanation]) -> Explanation | None:
    """Return mutants that answer alike as one explanation; None if they say different things."""
    sentences = {find_sentence(suspect.operator) for e in group for suspect in e.suspects}
    return _join(group) if len(sentences) == 1 else None


@dataclass(frozen=True, slots=True)
class _PairChoice:
    """Chooses one of several pairs that answer alike.

    Attributes:
        named: the mistakes that have been found before.
    """

    exercise: Exercise
    answers: Mapping[str, Answers]
    named: Collection[str]

    def __call__(self, group: Sequence[Explanation]) -> Explanation:
        return min(group, key=self._rate)

    def _rate(self, pair: Explanation) -> tuple[int, int, int]:
        """Rate a pair: new names, functions that it changes and does not explain, and edits, all of them few."""
        (suspect,) = pair.suspects
        reached = find_callers(self.exercise.mistakes.reference, suspect.touched) & self.answers.keys()
        new = [name for name in suspect.names if name not in self.named]
        return len(new), len(reached - pair.explained.keys()), len(suspect.places)


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


def leave_out_minor(answers: Mapping[str, Answers], found: Sequence[Explanation]) -> list[Explanation]:
    """Leave out what is said of a function of which less than half of what is wrong is explained.

    Some other mistake is in the rest of it, of which the part that agrees may be a consequence.
    """
    kept = list(found)
    while True:
        places = to_places(kept)
        left = [one for e in kept if (one := _without_functions(e, _find_minor(answers, e, places))) is not None]
        if len(left) == len(kept):
            return left
        kept = left


def _find_minor(
    answers: Mapping[str, Answers], explanation: Explanation, places: Collection[tuple[str, int, Any]]
) -> set[str]:
    """Return the functions of which less than half is explained: of its side effects, if nothing else is said of it.

    Truth values are not counted: they agree by chance.
    """
    minor = set()
    for function, found in explanation.explained.items():
        given, parts = answers[function], {part for _, part in found}
        wrong = {(n, part) for n, part in given.wrong if not isinstance(given.right[n].get(part), bool)}
        if parts <= SIDE_EFFECTS:
            wrong = {place for place in wrong if place[1] in parts}
        if 2 * sum((function, *place) in places for place in wrong) < len(wrong):
            minor.add(function)
    return minor


def _without_functions(explanation: Explanation, left_out: Collection[str]) -> Explanation | None:
    """Leave out functions; None if the suspect changes one of them, or if no other is left."""
    kept = {f: places for f, places in explanation.explained.items() if f not in left_out}
    changed = {name for suspect in explanation.suspects for name in suspect.touched} & explanation.explained.keys()
    return replace(explanation, explained=kept) if kept and changed <= kept.keys() else None
