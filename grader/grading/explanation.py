"""Decides whether a suspect explains a student's answers to the questions about one function.

It does if the student's answers are the suspect's, to seven digits, wherever the suspect differs from the reference,
and the reference's elsewhere, in the entries of the result that the suspect changes. Evidence is at least five telling
answers of two shapes of arguments; if there are fewer, all there are, with nothing else wrong.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.course.comparison import MODIFIED, RAISED, SHARED, agree_on, find_differing, to_parts
from grader.execution.replies import from_wire
from grader.grading.agreement import Agreement, compare, is_much_nearer, is_telling, join
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.course.suspect_table import FunctionQuestions
    from grader.execution.transport import Transport

Parts: TypeAlias = dict[Any, Any]
Found: TypeAlias = frozenset[tuple[int, Any]]

ENOUGH_ANSWERS = 5
ENOUGH_SHAPES = 2
SIDE_EFFECTS = {MODIFIED, SHARED}
NOTHING: Found = frozenset()


@dataclass(frozen=True, slots=True)
class Answers:
    """A student's answers to the questions about one function, beside the right ones.

    Attributes:
        given: the parts of each answer; None for those that are known to be the reference's.
        wrong: the numbers of questions and the parts of their answers that differ from the reference's.
    """

    known: FunctionQuestions
    right: tuple[Parts, ...]
    given: tuple[Parts | None, ...]
    wrong: Found = field(init=False)

    def __post_init__(self) -> None:
        found = (
            (number, part)
            for number, answer in enumerate(self.given)
            if answer is not None
            for part in find_differing(answer, self.right[number])
            if part in self.right[number] or part == RAISED  # additional parts are ignored
        )
        object.__setattr__(self, "wrong", frozenset(found))

    def get(self, number: int) -> Parts:
        """Return an answer, which is the right one where it is known to be."""
        answer = self.given[number]
        return self.right[number] if answer is None else answer


def find_right(known: FunctionQuestions) -> tuple[Parts, ...]:
    """Return the parts of the reference's answers."""
    return tuple(
        to_parts(from_wire(wire.decode(frame[4:]), number, known.function, {}))
        for number, frame in enumerate(known.transcript.replies)
    )


def ask(known: FunctionQuestions, right: Sequence[Parts], transport: Transport) -> tuple[Parts, ...]:
    """Return the parts of a suspect's answers."""
    return tuple(
        to_parts(transport.call(*question), whole=None in right[number])
        for number, question in enumerate(known.transcript.questions)
    )


def ask_while_agreeing(
    answers: Answers, transport: Transport, first: Sequence[int], wanted: Found = NOTHING
) -> tuple[Parts, ...] | None:
    """Return the parts of a suspect's answers; None as soon as no part that it changes is the student's.

    A truth value that agrees is no reason to go on: half of all suspects agree in it.

    Args:
        first: the numbers of the questions to ask first, as they rule out most suspects.
        wanted: questions and parts of answers, one of which it must agree in; they come next.
    """
    found: dict[int, Parts] = {}
    seen: set[Any] = set()
    others: set[Any] = set()
    left = set(wanted)
    for number in dict.fromkeys([*first, *sorted({number for number, _ in wanted}), *_alternate(answers)]):
        right, got = answers.right[number], answers.get(number)
        parts = to_parts(transport.call(*answers.known.transcript.questions[number]), whole=None in right)
        changed = find_differing(parts, right) - SIDE_EFFECTS
        seen |= {part for part in changed if not isinstance(right.get(part), bool)}
        others |= {part for part in changed - others if not compare_part(part, got, parts).agrees}
        here = {place for place in left if place[0] == number}
        if here and any(compare_part(part, got, parts).agrees for _, part in here):
            left = set()
        if (others and others >= seen) or (left and not left - here):
            return None
        left -= here
        found[number] = parts
    return tuple(found[number] for number in range(len(answers.right)))


def _alternate(answers: Answers) -> Iterator[int]:
    """Yield the numbers of all questions, in turn of one answered wrongly and one answered rightly.

    Either kind clears suspects that the other does not.
    """
    wrong = sorted({number for number, _ in answers.wrong})
    right = [number for number in range(len(answers.right)) if number not in {*wrong}]
    for pair in itertools.zip_longest(wrong, right):
        yield from (number for number in pair if number is not None)


def explain(answers: Answers, suspect: Sequence[Parts], *, by_values: bool) -> Found:
    """Return the wrong answers that a suspect explains; none if it does not explain them well enough.

    Args:
        by_values: whether an exception proves nothing, as for suspects that were not named by an author.
    """
    telling = [find_differing(parts, right) for parts, right in zip(suspect, answers.right, strict=True)]
    changed = set().union(*telling)
    beside = changed <= SIDE_EFFECTS  # then every value must be right as well
    explained: set[tuple[int, Any]] = set()
    proof, left_out = [], False
    # Telling questions first: the first of them rules out most suspects.
    for number in sorted(range(len(telling)), key=lambda i: not telling[i]):
        found = _compare_answer(answers, number, suspect[number], telling[number], changed, beside=beside)
        if found is None or (by_values and found.beyond):  # a mutant that overflows where the student's code does not
            return NOTHING
        left_out |= found.left_out
        if found.counts and telling[number]:
            explained |= {(number, part) for part in telling[number]}
        parts = answers.get(number), suspect[number], answers.right[number]
        if found.counts and _is_proof(*parts, telling[number], by_values=by_values):
            proof.append(number)
    if not proof and (by_values or not explained):
        return NOTHING
    return frozenset(explained) if _is_enough(answers, telling, explained, proof, left_out) else NOTHING


def explain_in_part(answers: Answers, suspect: Sequence[Parts]) -> Found:
    """Return the wrong answers that a mistake explains in some of the entries that it changes.

    The others must be wrong, too: a second mistake is in them.
    """
    changed = set().union(*map(find_differing, suspect, answers.right)) - SIDE_EFFECTS
    others = {part for part in changed if not _agrees_everywhere(answers, suspect, part)}
    if RAISED in changed or not others < changed or not others <= {part for _, part in answers.wrong}:
        return NOTHING
    masked = [
        {part: right[part] if part in others and part in right else value for part, value in parts.items()}
        for parts, right in zip(suspect, answers.right, strict=True)
    ]
    return explain(answers, masked, by_values=True)


def explain_beside(answers: Answers, suspect: Sequence[Parts], explained: Found) -> Found:
    """Return the side effects that a suspect explains which has no other, where wrong values are explained otherwise.

    Args:
        explained: the wrong answers that others explain.
    """
    if not explained or not any(part in SIDE_EFFECTS for _, part in answers.wrong - explained):
        return NOTHING
    if not set().union(*map(find_differing, suspect, answers.right)) <= SIDE_EFFECTS:
        return NOTHING
    given = tuple(
        None if got is None else _to_corrected(number, got, answers.right[number], explained)
        for number, got in enumerate(answers.given)
    )
    return explain(Answers(answers.known, answers.right, given), suspect, by_values=False)


def _to_corrected(number: int, got: Parts, right: Parts, explained: Found) -> Parts:
    """Return an answer with the right values where they are explained; side effects stay."""
    if (number, RAISED) in explained:
        return right | {effect: got[effect] for effect in SIDE_EFFECTS if effect in got}
    return {part: right[part] if part in right and (number, part) in explained else got[part] for part in got}


def _agrees_everywhere(answers: Answers, suspect: Sequence[Parts], part: Any) -> bool:
    return all(compare_part(part, answers.get(number), parts).agrees for number, parts in enumerate(suspect))


def _is_enough(
    answers: Answers, telling: Sequence[set[Any]], explained: set[tuple[int, Any]], proof: list[int], left_out: bool
) -> bool:
    shapes = {_to_signature(answers.known.transcript.questions[number][1]) for number in proof}
    if len(proof) >= ENOUGH_ANSWERS and len(shapes) >= ENOUGH_SHAPES:
        return True
    # A mistake that few inputs reveal: all of these answers must be the suspect's, and all others be right.
    with_values = any(part != RAISED for _, part in explained)
    if left_out or not with_values or len(telling) - sum(map(bool, telling)) < ENOUGH_ANSWERS:
        return False
    return bool(proof) or answers.wrong <= explained


def _compare_answer(
    answers: Answers, number: int, wrong: Parts, telling: set[Any], changed: set[Any], *, beside: bool
) -> Agreement | None:
    """Compare an answer with a suspect's in the parts that the suspect changes; None if they disagree."""
    got, right = answers.get(number), answers.right[number]
    values = (wrong.keys() if beside else changed) - SIDE_EFFECTS
    # Ignore side effects in other questions: a mistake may overwrite an argument with the same values.
    looked_at = telling | (values if beside or not telling else set())
    found = [compare_part(part, got, wrong) for part in looked_at]
    if not all(f.agrees for f in found):
        return None
    if not all(_is_nearer(part, got, wrong, right) for part in telling):
        return None
    return join(found)


def compare_part(part: Any, got: Parts, wrong: Parts) -> Agreement:
    """Compare a part of two answers, which one of them may lack."""
    if part not in got or part not in wrong or part in (RAISED, *SIDE_EFFECTS):
        return Agreement(agree_on(part, got, wrong))
    return compare(got[part], wrong[part])


def _is_nearer(part: Any, got: Parts, wrong: Parts, right: Parts) -> bool:
    return any(part not in parts for parts in (got, wrong, right)) or is_much_nearer(
        got[part], wrong[part], right[part]
    )


def _is_proof(got: Parts, wrong: Parts, right: Parts, telling: set[Any], *, by_values: bool) -> bool:
    """Whether agreement in an answer is evidence; it is not where the mistake only makes numbers non-finite."""
    for part in telling:
        if part in wrong and part in right and part in got:
            # A truth value agrees by chance too often.
            if not isinstance(right[part], bool) and is_telling(got[part], wrong[part], right[part]):
                return True
        elif not by_values and (part in wrong or RAISED in wrong):
            return True
    return False


def _to_signature(arguments: bytes) -> tuple[Any, ...]:
    """Return the signature of a call: the shapes of its arrays and the types of its other arguments."""
    positional, options = wire.decode(arguments)
    return tuple(_to_leaves([*positional, *options.values()]))


def _to_leaves(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        match value:
            case wire.WithLayout():
                yield value.array.shape
            case np.ndarray():
                yield value.shape
            case list() | tuple():
                yield len(value)
                yield from _to_leaves(value)
            case _:
                yield type(value).__name__
