"""Chooses the recorded cases that decide: those in which the wrong versions of a reference show, and some others.

How far such a choice can be trusted is told by wrong versions that it has not seen: half of them choose, and the
failures of the other half are counted that the choice misses.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from grader.course.deciding import find_always_asked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from grader.authoring.verdicts import Shown
    from grader.course.course import Exercise
    from grader.course.recording import RecordedCheck

    Numbers: TypeAlias = Mapping[str, Collection[int]]

# Beside the cases that decide: mistakes that nobody has thought of show in many cases, but not in the same ones.
OTHERS = 5
SPLIT_SEED = 0  # of the split into halves; the same in every run, so the figures can be compared


@dataclass(frozen=True, slots=True)
class Missed:
    """How many failing checks a choice of cases misses: those that fail with all cases and pass with these."""

    missed: int
    failing: int

    def __add__(self, other: Missed) -> Missed:
        return Missed(self.missed + other.missed, self.failing + other.failing)


def choose(exercise: Exercise, shown: Sequence[Mapping[str, Shown]]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the cases to ask of each check with drawn inputs, by its id.

    Args:
        exercise: its checks have every recorded case.
        shown: where each wrong version shows.
    """
    drawn = [recorded for recorded in exercise.checks if recorded.check.inputs]
    return {recorded.id: _choose(recorded, set(_find_to_hit(shown, recorded.id))) for recorded in drawn}


def _find_to_hit(shown: Sequence[Mapping[str, Shown]], check_id: str) -> Iterator[frozenset[int]]:
    """Yield the sets of cases of which one each must be asked, so that every wrong version shows as with all."""
    for one in shown:
        if check_id in one:
            yield from filter(None, (one[check_id].failing, one[check_id].converted))


def _choose(recorded: RecordedCheck, to_hit: Collection[frozenset[int]]) -> tuple[int, ...]:
    """Choose cases until each set is hit, each time the smallest of those that hit most, and then some others."""
    count = len(recorded.cases)
    chosen = set(find_always_asked(recorded.check, count))
    left = [numbers for numbers in to_hit if not numbers & chosen]
    while left:
        best = max(range(count), key=lambda number: (sum(number in numbers for numbers in left), -number))
        chosen.add(best)
        left = [numbers for numbers in left if best not in numbers]
    others = [number for number in range(count) if number not in chosen]
    return tuple(sorted({*chosen, *_choose_from_middles(others)}))


def _choose_from_middles(numbers: Sequence[int]) -> Sequence[int]:
    """Return the middles of `OTHERS` parts of equal length; the smallest case is asked in any event."""
    if len(numbers) <= OTHERS:
        return numbers
    return [numbers[(2 * part + 1) * len(numbers) // (2 * OTHERS)] for part in range(OTHERS)]


def count_missed(shown: Sequence[Mapping[str, Shown]], asked: Numbers) -> Missed:
    """Count the failing checks of wrong versions that the asked cases miss; checks that are not named ask all."""
    failing = [(check_id, found.failing) for one in shown for check_id, found in one.items() if found.failing]
    missed = [check_id for check_id, numbers in failing if check_id in asked and not numbers & {*asked[check_id]}]
    return Missed(len(missed), len(failing))


def count_missed_of_halves(exercise: Exercise, shown: Sequence[Mapping[str, Shown]]) -> Missed:
    """Count what a choice by each half of the wrong versions misses of the other half."""
    mixed = list(shown)
    random.Random(SPLIT_SEED).shuffle(mixed)  # noqa: S311 - a split into halves is no secret
    one, other = mixed[::2], mixed[1::2]
    return count_missed(one, choose(exercise, other)) + count_missed(other, choose(exercise, one))
