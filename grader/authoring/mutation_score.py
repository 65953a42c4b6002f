"""Runs the checks on mutants of the reference: `judge_mutants` finds those that no check detects.

Equivalent mutants, which no input can tell from the reference, are listed with a reason each in a file next to the
reference, `e8_softmax_shift.equivalent.toml`:

    [[mutant]]
    function = "scaled"
    before = "return values / abs(values).max()"
    after = "return values / max(abs(values))"
    reason = "..."

An entry is matched by its lines after parsing, so spaces and quotes make no difference. An entry whose line of the
reference has changed is stale, which is reported as a problem.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec

from grader.authoring.mutation import find_mutants
from grader.errors import CourseError
from grader.execution.in_process import InProcessTransport
from grader.grading.judging import run_check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from grader.authoring.mutation import Mutant
    from grader.course.course import Exercise

# The reference needs a few thousand iterations for all checks of an exercise; a mutant above this limit never ends.
MAX_ROUNDS = 200_000


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no input can tell from the reference, with the reason."""

    function: str
    before: str
    after: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The identity of the mutant, as in `Mutant.key`."""
        return self.function, _as_unparsed(self.before), _as_unparsed(self.after)


class _EquivalentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutant: tuple[Equivalent, ...]


def load_equivalents(path: Path) -> tuple[Equivalent, ...]:
    """Read a list of equivalent mutants; without a file it is empty.

    Raises:
        CourseError: the file is not valid.
    """
    if not path.is_file():
        return ()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_EquivalentFile).mutant
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


def _as_unparsed(line: str) -> str:
    """Format a statement, or the header of one, as `ast.unparse` of this Python version does."""
    for ending in ("", " pass"):
        try:
            return ast.unparse(ast.parse(line + ending)).splitlines()[0]
        except SyntaxError:
            continue
    return line


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
    reasons = {equivalent.key: equivalent.reason for equivalent in load_equivalents(exercise.equivalents_path)}
    killers: list[str | None] = []
    problems: list[str] = []
    survivors = set()
    for mutant in find_mutants(exercise.reference_path.read_text(encoding="utf-8")):
        killer = find_killer(exercise, mutant)
        killers.append(killer)
        if killer is None:
            survivors.add(mutant.key)
        problems += _find_problems(mutant, killer, reasons.get(mutant.key))
    stale = [key for key in reasons if key not in survivors]
    name = exercise.equivalents_path.name
    problems += [f"{name}: stale: no surviving mutant of {key[0]} changes {key[1]!r} to {key[2]!r}." for key in stale]
    killed_by = Counter(killer for killer in killers if killer is not None)
    return MutantsJudged(
        len(killers), killed_by.total(), len(survivors & set(reasons)), dict(killed_by), tuple(problems)
    )


def _find_problems(mutant: Mutant, killer: str | None, reason: str | None) -> Iterator[str]:
    if killer is None and reason is None:
        yield (
            f"no check detects the mutant of {mutant.function} that changes {mutant.before!r} to {mutant.after!r}; "
            "add a check, or list the mutant as equivalent with a reason."
        )
    if reason is not None and not reason.strip():
        yield f"the mutant {mutant.after!r} of {mutant.function} is listed as equivalent without a reason."


def find_killer(exercise: Exercise, mutant: Mutant) -> str | None:
    """Return the id of the first check that does not pass for a mutant, or None if it survives."""
    try:
        transport = InProcessTransport(to_mutant_module(mutant))
    except Exception as error:  # noqa: BLE001 - loading a mutant may raise anything
        return f"(cannot be loaded: {type(error).__name__})"
    for recorded in exercise.checks:
        if run_check(exercise, recorded, transport).failure is not None:
            return recorded.id
    return None


def to_mutant_module(mutant: Mutant) -> ModuleType:
    """Load a mutant as a module in which every loop counts its iterations, so none runs forever."""
    tree = ast.parse(mutant.source)
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While):
            node.body.insert(0, ast.Expr(ast.Call(ast.Name("_count_round", ast.Load()), [], [])))
    rounds = 0

    def count_round() -> None:
        nonlocal rounds
        rounds += 1
        if rounds > MAX_ROUNDS:
            raise RuntimeError(f"not finished after {MAX_ROUNDS} loop iterations")

    module = ModuleType("mutant")
    module.__dict__["_count_round"] = count_round
    code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    exec(code, module.__dict__)  # noqa: S102 - the course's own reference, changed in one place
    return module
