"""Finds the students of a class who are wrong in the same way, where no diagnosis says in which: `find_clusters`."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reports.report import Counterexample, ReportPart, Unexplained

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Sketches have 9 digits, and two implementations of one mistake differ in the last digits of theirs. Equal digits
# would not do: neighbours fall apart where one is rounded up.
RTOL, ATOL = 1e-6, 1e-9


class Cluster(ReportPart, frozen=True):
    """Students whose answers are wrong in the same way, without a diagnosis."""

    exercise: str
    function: str
    entries: tuple[str, ...]
    count: int
    students: tuple[str, ...]
    smallest: Counterexample


@dataclass(frozen=True, slots=True)
class _Member:
    """One student's wrong answers of one function; `number` is the student's row in the table."""

    number: int
    student: str
    wrong: Unexplained


def find_clusters(found: Iterable[tuple[str, Mapping[str, Sequence[Unexplained]]]]) -> tuple[tuple[Cluster, ...], int]:
    """Return the clusters of at least two students, the largest first, and the number of those of one student.

    Args:
        found: each student's id, and by exercise what no diagnosis explains.
    """
    # What must be equal; answers need only be close.
    alike: defaultdict[tuple[str, str, tuple[str, ...], tuple[int, ...]], list[_Member]] = defaultdict(list)
    for number, (student, exercises) in enumerate(found):
        for exercise, functions in exercises.items():
            for wrong in functions:
                key = (exercise, wrong.function, wrong.entries, wrong.questions)
                alike[key].append(_Member(number, student, wrong))
    groups = [(key[0], group) for key, members in alike.items() for group in _group(members)]
    clusters = [_to_cluster(exercise, group) for exercise, group in groups if len(group) > 1]
    clusters.sort(key=lambda c: (-c.count, c.exercise, c.function, c.entries, c.students))
    return tuple(clusters), len(groups) - len(clusters)


def _group(members: Sequence[_Member]) -> list[list[_Member]]:
    """Return members with the same answers together, each compared with the first of a group."""
    groups: list[list[_Member]] = []
    # Those of whom most is known first: what is not finite is like anything.
    for member in sorted(members, key=lambda m: (m.wrong.sketches.count(None), m.number)):
        group = next((group for group in groups if _are_alike(group[0].wrong, member.wrong)), None)
        if group is None:
            groups.append([member])
        else:
            group.append(member)
    return groups


def _are_alike(one: Unexplained, other: Unexplained) -> bool:
    """Whether answers are close wherever both are finite: in half of them at least, or in the same ones."""
    pairs = list(zip(one.sketches, other.sketches, strict=True))
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    if 2 * len(known) < len(pairs) and [a is None for a, _ in pairs] != [b is None for _, b in pairs]:
        return False
    return all(math.isclose(a, b, rel_tol=RTOL, abs_tol=ATOL) for a, b in known)


def _to_cluster(exercise: str, group: Sequence[_Member]) -> Cluster:
    ordered = sorted(group, key=lambda member: member.number)
    shown = min(ordered, key=lambda m: (len(m.wrong.smallest.call), m.wrong.smallest.call, m.number)).wrong
    students = tuple(member.student for member in ordered)
    return Cluster(exercise, shown.function, shown.entries, len(students), students, shown.smallest)
