"""Puts explanations into words: a diagnosis for each mistake, mutant or relation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.course.comparison import MODIFIED, SHARED, find_differing
from grader.course.mutant_sentences import find_sentence
from grader.grading.entries import name_entries, render_place
from grader.grading.relations import Related
from grader.reports.report import Diagnosis
from grader.text import quote_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.course.course import Exercise
    from grader.course.mistakes import Mistake
    from grader.course.suspects import Suspect
    from grader.exercise.spec import Function
    from grader.grading.explained import Explanation
    from grader.grading.explanation import Answers


def to_diagnoses(
    exercise: Exercise, explanation: Explanation, checks: tuple[str, ...], answers: Mapping[str, Answers]
) -> Iterator[Diagnosis]:
    """Yield the diagnoses of an explanation: two for a pair of mistakes, one for anything else.

    Args:
        checks: the failed checks that it explains.
    """
    function = _find_function(exercise, explanation)
    wrong = {part for _, part in answers[function.name].wrong}
    first, _ = explanation.options[0]
    if isinstance(first, Related):
        yield _to_related(function, first, checks)
        return
    known = [exercise.mistakes.get(name) for name in explanation.names]
    match first.kind:
        case "mutant":
            yield _to_mutant(function, first, checks, render_place(function, wrong))
        case "pair":
            for mistake in known:
                yield _to_known(function, [mistake], checks)
        case "place":
            shown = {part for _, part in explanation.explained[function.name]}
            yield _to_known(function, known, checks, render_place(function, shown))
        case _:
            yield _to_known(function, known, checks, _find_part(explanation, function, answers[function.name]))


def _find_part(explanation: Explanation, function: Function, answers: Answers) -> str:
    """Return the entries in which a mistake shows, if there is another one in others that it would change."""
    replies = explanation.answers[function.name]
    changed = set().union(*map(find_differing, replies, answers.right)) - {MODIFIED, SHARED}
    shown = {part for _, part in explanation.explained[function.name]}
    return render_place(function, shown) if not changed <= shown else ""


def _find_function(exercise: Exercise, explanation: Explanation) -> Function:
    """Return the function to look at: one that the suspect changes before one that only calls it."""
    touched = {name for suspect in explanation.suspects for name in suspect.touched}
    explained = [function for function in exercise.functions if function.name in explanation.explained]
    return next((function for function in explained if function.name in touched), explained[0])


def _to_known(function: Function, known: list[Mistake], checks: tuple[str, ...], place: str = "") -> Diagnosis:
    says = " Or: ".join(dict.fromkeys(mistake.says for mistake in known))
    return Diagnosis(
        name=f"In {place}: {says}" if place else says,
        function=function.name,
        hint=known[0].hint,
        misconceptions=tuple(mistake.name for mistake in known),
        checks=checks,
    )


def _to_mutant(function: Function, mutant: Suspect, checks: tuple[str, ...], place: str) -> Diagnosis:
    says, hint = find_sentence(mutant.operator) or ("", "")
    name = f"In {place}: {says}" if place else says
    return Diagnosis(name, function.name, hint, (), checks, mutant.operator)


def _to_related(function: Function, related: Related, checks: tuple[str, ...]) -> Diagnosis:
    names = name_entries(function)
    shown = [names[part] for part in names if part in related.parts] or ["the result"]
    entries = quote_list(shown) if len(shown) < max(len(names), 2) or len(shown) == 1 else "every entry"
    return Diagnosis(
        related.relation.says.format(entries), function.name, related.relation.hint, (), checks, related.relation.name
    )
