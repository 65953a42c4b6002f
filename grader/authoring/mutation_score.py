"""Mutants of the reference: `judge_mutants` says which some check sees, and which no check does.

Those that no input can tell from the reference are listed, each with its reason, in a file beside the
reference, `e8_softmax_shift.equivalent.toml`:

    [[mutant]]
    function = "scaled"
    before = "return values / abs(values).max()"
    after = "return values / max(abs(values))"
    reason = "..."

An entry is found by its lines, however they are spaced and quoted: once the line of the reference is edited, the
entry is stale, and a problem.
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

# The reference needs some thousand rounds for all checks of an exercise; a mutant that needs these does not end.
MAX_ROUNDS = 200_000


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no input can tell from the reference, and why."""

    function: str
    before: str
    after: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the mutant."""
        return self.function, _as_unparsed(self.before), _as_unparsed(self.after)


class _EquivalentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutant: tuple[Equivalent, ...]


def equivalents_path(reference_path: Path) -> Path:
    """Return where the equivalent mutants of a reference are listed."""
    return reference_path.with_suffix(".equivalent.toml")


def load_equivalents(reference_path: Path) -> tuple[Equivalent, ...]:
    """Read the list of equivalent mutants of a reference; it is empty where there is no such file.

    Raises:
        CourseError: the file is not as it should be.
    """
    path = equivalents_path(reference_path)
    if not path.is_file():
        return ()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_EquivalentFile).mutant
    except (msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}") from None


def _as_unparsed(line: str) -> str:
    """Write a statement, or the header of one, as this version of Python does."""
    for ending in ("", " pass"):
        try:
            return ast.unparse(ast.parse(line + ending)).splitlines()[0]
        except SyntaxError:
            continue
    return line


@dataclass(frozen=True, slots=True)
class MutantsJudged:
    """How the mutants of a reference fared; `killed_by` counts those that a check was the first to see."""

    total: int
    killed: int
    equivalent: int
    killed_by: dict[str, int]
    problems: tuple[str, ...]


def judge_mutants(exercise: Exercise) -> MutantsJudged:
    """Run every mutant of an exercise's reference, each as far as its first failed check."""
    reasons = {equivalent.key: equivalent.reason for equivalent in load_equivalents(exercise.reference_path)}
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
    name = equivalents_path(exercise.reference_path).name
    problems += [f"{name}: no mutant of {key[0]} survives that makes {key[1]!r} into {key[2]!r}." for key in stale]
    killed_by = Counter(killer for killer in killers if killer is not None)
    return MutantsJudged(
        len(killers), killed_by.total(), len(survivors & set(reasons)), dict(killed_by), tuple(problems)
    )


def _find_problems(mutant: Mutant, killer: str | None, reason: str | None) -> Iterator[str]:
    if killer is None and reason is None:
        yield (
            f"no check sees it when {mutant.before!r} of {mutant.function} becomes {mutant.after!r}; "
            "write one, or list it as equivalent with a reason."
        )
    if reason is not None and not reason.strip():
        yield f"the mutant {mutant.after!r} of {mutant.function} is listed as equivalent without a reason."


def find_killer(exercise: Exercise, mutant: Mutant) -> str | None:
    """Return the id of the first check that does not pass for a mutant, or None if it survives."""
    try:
        transport = InProcessTransport(to_mutant_module(mutant))
    except Exception as error:  # noqa: BLE001 - a mutant may do anything when it is loaded
        return f"(cannot be loaded: {type(error).__name__})"
    for recorded in exercise.checks:
        if run_check(exercise, recorded, transport).failure is not None:
            return recorded.id
    return None


def to_mutant_module(mutant: Mutant) -> ModuleType:
    """Make a module of a mutant in which every loop counts its rounds, so that none runs for ever."""
    tree = ast.parse(mutant.source)
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While):
            node.body.insert(0, ast.Expr(ast.Call(ast.Name("_count_round", ast.Load()), [], [])))
    rounds = 0

    def count_round() -> None:
        nonlocal rounds
        rounds += 1
        if rounds > MAX_ROUNDS:
            raise RuntimeError(f"not done after {MAX_ROUNDS} rounds")

    module = ModuleType("mutant")
    module.__dict__["_count_round"] = count_round
    code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    exec(code, module.__dict__)  # noqa: S102 - the course's own reference, changed in one place
    return module
