"""Finds the suspects that explain what is wrong in a student's answers: `find_suspected` for one kind of suspect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from grader.course.comparison import find_differing
from grader.course.mutant_sentences import find_sentence
from grader.course.suspects import find_callers
from grader.execution.in_process import InProcessTransport
from grader.grading.examination import examine, look_beside, without_more_side_effects
from grader.grading.explained import Explanation, find_open, find_unsettled, to_places
from grader.grading.explanation import ask, explain
from grader.grading.relations import find_related, to_related_module

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from grader.course.course import Exercise
    from grader.course.suspects import Kind, Suspect
    from grader.grading.examination import Examined
    from grader.grading.explained import Open
    from grader.grading.explanation import Answers

    Join: TypeAlias = Callable[[Sequence[Explanation]], Explanation | None]

# Suspects of one kind that are kept, in the order of the table.
MAX_EXPLAINING = 40


def find_suspected(
    exercise: Exercise,
    kind: Kind,
    answers: Mapping[str, Answers],
    found: Sequence[Explanation],
    cleared: Collection[Suspect] = (),
) -> list[Explanation]:
    """Return the suspects of one kind that explain something which is unexplained so far.

    Args:
        cleared: suspects that are known not to be it.
    """
    open_places = find_unsettled(answers, found) if kind == "pair" else find_open(answers, found)
    examined = _examine_all(exercise, kind, answers, open_places, cleared)
    if kind == "mutant":
        examined = [without_more_side_effects(one, find_open(answers, found)) for one in examined]
    explanations = _to_explanations(exercise, examined, answers, open_places)
    if kind in ("mistake", "place"):
        beside = [look_beside(one, answers, [*found, *explanations]) for one in examined]
        explanations += _to_explanations(exercise, beside, answers, find_open(answers, [*found, *explanations]))
    if kind == "pair":
        return _choose(explanations, _PairChoice(exercise, answers, {name for e in found for name in e.names}))
    return _choose(explanations, _join_mutants if kind == "mutant" else _join)


def _examine_all(
    exercise: Exercise,
    kind: Kind,
    answers: Mapping[str, Answers],
    open_places: Open,
    cleared: Collection[Suspect],
) -> list[Examined]:
    """Examine the candidates of one kind; the result is in the order of the table.

    Those that differ from the reference most often come first. After one that explains everything wrong in a function,
    only its like are looked at there.
    """
    table = exercise.table
    candidates = table.find_candidates(kind, table.to_row({f: answer.given for f, answer in answers.items()}))
    examined: dict[int, Examined] = {}
    complete: dict[str, int] = {}
    for row in sorted(candidates, key=lambda row: (-sum(map(len, candidates[row].values())), row)):
        telling = candidates[row]
        is_covered = all(f in complete and not table.are_alike(row, complete[f], f) for f in telling)
        if table.suspects[row] not in cleared and not is_covered:
            examined[row] = one = examine(exercise, table.suspects[row], telling, answers, open_places)
            whole = [f for f in one.explained if f not in one.in_part and one.explained[f] >= answers[f].wrong]
            complete = dict.fromkeys(whole, row) | complete
    return [examined[row] for row in sorted(examined)]


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
