"""Explanations of a student's wrong answers, and the answers that they leave open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from grader.grading.explanation import SIDE_EFFECTS
from grader.grading.relations import Related

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from grader.course.suspects import Suspect
    from grader.execution.in_process import InProcessTransport
    from grader.grading.explanation import Answers, Found, Parts

    Open: TypeAlias = frozenset[tuple[str, int, Any]]


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
