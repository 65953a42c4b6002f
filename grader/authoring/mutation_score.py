"""Runs the checks on mutants of the reference: `judge_mutants` finds those that no check detects.

Equivalent mutants, which no input can tell from the reference, are listed with a reason each in `mistakes.toml`. An
entry is matched by the edited reference after parsing, so spaces and quotes make no difference. One that makes no
mutant that survives is stale, which is reported as a problem.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.course.loops import to_bounded_module
from grader.course.mutation import find_mutants
from grader.execution.in_process import InProcessTransport
from grader.grading.judging import run_check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.course.course import Exercise
    from grader.course.mistakes import Equivalent
    from grader.course.mutation import Mutant


@dataclass(frozen=True, slots=True)
class MutantsJudged:
    """Counts of a reference's mutants; `killed_by` counts for each check those that it was the first to detect."""

    total: int
    killed: int
    equivalent: int
    killed_by: dict[str, int]
    problems: tuple[str, ...]


def judge_mutants(exercise: Exercise) -> MutantsJudged:
    """Run the checks on every mutant of an exercise's reference, each up to the first that fails."""
    equivalents = {equivalent.source: equivalent for equivalent in exercise.mistakes.equivalents}
    killers: list[str | None] = []
    problems: list[str] = []
    survivors = set()
    for mutant in find_mutants(exercise.mistakes.reference):
        killer = find_killer(exercise, mutant)
        killers.append(killer)
        if killer is None:
            survivors.add(mutant.source)
        problems += _find_problems(mutant, killer, equivalents.get(mutant.source))
    stale = [equivalent for source, equivalent in equivalents.items() if source not in survivors]
    problems += [f"mistakes.toml: stale: no surviving mutant is made by {found.shown}." for found in stale]
    killed_by = Counter(killer for killer in killers if killer is not None)
    listed = len(survivors & equivalents.keys())
    return MutantsJudged(len(killers), killed_by.total(), listed, dict(killed_by), tuple(problems))


def _find_problems(mutant: Mutant, killer: str | None, equivalent: Equivalent | None) -> Iterator[str]:
    if killer is None and equivalent is None:
        yield (
            f"no check detects the mutant of {mutant.function} that changes {mutant.before!r} to {mutant.after!r}; "
            "add a check, or list the mutant as equivalent with a reason."
        )
    if equivalent is not None and not equivalent.reason.strip():
        yield f"the mutant {mutant.after!r} of {mutant.function} is listed as equivalent without a reason."


def find_killer(exercise: Exercise, mutant: Mutant) -> str | None:
    """Return the id of the first check that does not pass for a mutant, or None if it survives."""
    try:
        transport = InProcessTransport(to_bounded_module(mutant.source))
    except Exception as error:  # noqa: BLE001 - loading a mutant may raise anything
        return f"(cannot be loaded: {type(error).__name__})"
    for recorded in exercise.checks:
        if run_check(exercise, recorded, transport).failure is not None:
            return recorded.id
    return None
