"""Decides whether each member of a pair of mistakes is needed to explain a student's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.course.comparison import RAISED, find_differing
from grader.grading.agreement import is_telling
from grader.grading.explanation import ENOUGH_ANSWERS, SIDE_EFFECTS, compare_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.grading.explanation import Answers, Found, Parts


def is_needed(answers: Answers, pair: Sequence[Parts], without: Sequence[Parts], explained: Found) -> bool:
    """Whether a member of a pair is needed: against the other alone, five answers, or all there are, agree exactly.

    If it only makes numbers non-finite, all of these agree exactly, and the pair explains everything wrong.

    Args:
        explained: what the pair explains.
    """
    numbers = range(len(pair))
    apart = [number for number in numbers if _differ_in_values(pair[number], without[number])]
    if apart:
        exact = sum(_agrees_exactly(answers.get(n), pair[n], without[n]) for n in apart)
        return exact >= min(ENOUGH_ANSWERS, len(apart))
    differing = {n: find_differing(pair[n], without[n]) - SIDE_EFFECTS for n in numbers}
    apart = [number for number, parts in differing.items() if parts]
    agree = all(RAISED not in differing[n] and _agrees_exactly(answers.get(n), pair[n], without[n]) for n in apart)
    return bool(apart) and agree and answers.wrong <= explained


def _agrees_exactly(got: Parts, pair: Parts, without: Parts) -> bool:
    """Whether an answer is a pair's in all parts, and in every entry, in which the pair differs from a member."""
    parts = [part for part in find_differing(pair, without) if part in pair and part in got]
    found = [compare_part(part, got, pair) for part in parts]
    return bool(found) and all(f.agrees and not f.left_out for f in found)


def _differ_in_values(one: Parts, other: Parts) -> bool:
    return any(
        part in one and part in other and part not in SIDE_EFFECTS and is_telling(one[part], one[part], other[part])
        for part in one
    )
