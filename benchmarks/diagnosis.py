"""Measures how many wrong solutions are named: every mistake, pairs of mistakes, and every mutant.

    python benchmarks/diagnosis.py [EXERCISE ...]

Each is graded in this process. It counts as named `itself`, as an `equal` (an answer to every recorded question is the
same), `in part` (one half of a pair), not at all, or wrongly. Of a pair, one half `hides` the other if it is named and
if, alone, it answers every recorded question about every function as the pair does: the other half then shows in no
answer, and nothing is left that it could explain. Then each mistake, and a sample of mutants, is graded
with itself and its equals taken off the list: whatever is named then is a wrong name. Samples have fixed seeds.
"""

from __future__ import annotations

import ast
import copy
import random
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from grader.course.comparison import is_alike
from grader.course.course import load_course
from grader.course.edits import Place, apply_places
from grader.course.loops import to_bounded_module
from grader.course.mutation import find_mutants
from grader.course.suspects import find_pairs, to_module, to_pair
from grader.execution.in_process import InProcessTransport
from grader.grading.explanation import Answers, ask, find_right
from grader.grading.grading import grade_exercise
from grader.grading.relations import RELATIONS, find_related

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from grader.course.course import Exercise
    from grader.course.mutation import Mutant
    from grader.course.suspects import Suspect
    from grader.execution.replies import Reply
    from grader.reports.report import Diagnosis

ROOT = Path(__file__).parent.parent
PAIRS = 300
MUTANTS_LEFT_OUT = 300
SEED = 20261201
NOWHERE: frozenset[Place] = frozenset()


class Judge:
    """Judges names by the answers to all recorded questions of an exercise, and remembers those of suspects."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        transcripts = [recorded.transcript for recorded in exercise.checks]
        self.questions = list(dict.fromkeys(q for transcript in transcripts for q in transcript.questions))
        random.Random(SEED).shuffle(self.questions)  # so that most suspects differ at one of the first
        self._transports: dict[int, InProcessTransport | None] = {}
        self._replies: dict[tuple[int, int], Reply] = {}

    def ask(self, module: ModuleType) -> list[Reply]:
        transport = InProcessTransport(module)
        return [transport.call(*question) for question in self.questions]

    def is_equal(self, number: int, replies: list[Reply], only: set[int] | None = None) -> bool:
        """Whether a suspect answers every recorded question, or those of these numbers, as these replies."""
        if number not in self._transports:
            self._transports[number] = self._load(self.exercise.table.suspects[number])
        return self._transports[number] is not None and all(
            is_alike(self._reply(number, i), reply) for i, reply in enumerate(replies) if only is None or i in only
        )

    def _load(self, suspect: Suspect) -> InProcessTransport | None:
        try:
            return InProcessTransport(to_module(self.exercise.mistakes, suspect))
        except Exception:  # noqa: BLE001 - loading a mutant may raise anything
            return None

    def _reply(self, number: int, question: int) -> Reply:
        if (number, question) not in self._replies:
            self._replies[number, question] = self._transports[number].call(*self.questions[question])
        return self._replies[number, question]

    def find_equals(self, replies: list[Reply], kinds: tuple[str, ...], only: set[int] | None = None) -> list[int]:
        suspects = self.exercise.table.suspects
        return [i for i, suspect in enumerate(suspects) if suspect.kind in kinds and self.is_equal(i, replies, only)]

    def hides(self, given: set[str], places: frozenset[Place], replies: list[Reply]) -> bool:
        """Whether a named half of a pair, alone, answers all questions as the pair does and hides the other."""
        halves = [
            i
            for i, suspect in enumerate(self.exercise.table.suspects)
            if suspect.kind == "mistake" and given & set(suspect.names) and set(suspect.places) <= places
        ]
        return any(self.is_equal(i, replies) for i in halves)

    def is_true(self, diagnosis: Diagnosis, module: ModuleType, replies: list[Reply]) -> bool:
        """Whether a suspect of this name answers every question about the function as the submission does."""
        only = {i for i, question in enumerate(self.questions) if question[0] == diagnosis.function}
        if diagnosis.change:
            relation = next((relation for relation in RELATIONS if relation.name == diagnosis.change), None)
            if relation is not None:
                return self._is_related(diagnosis, module)
            found = [self.exercise.table.suspects[i] for i in self.find_equals(replies, ("mutant",), only)]
            return any(suspect.operator == diagnosis.change for suspect in found)
        found = [self.exercise.table.suspects[i] for i in self.find_equals(replies, ("mistake", "place"), only)]
        return any(set(suspect.names) & set(diagnosis.misconceptions) for suspect in found)

    def _is_related(self, diagnosis: Diagnosis, module: ModuleType) -> bool:
        for known in self.exercise.table.questions:
            if known.function == diagnosis.function:
                right = find_right(known)
                answers = Answers(known, right, ask(known, right, InProcessTransport(module)))
                parts = sorted({part for _, part in answers.wrong}, key=str)
                return any(related.relation.name == diagnosis.change for related in find_related(answers, parts))
        return False


def judge(
    judge_: Judge, module: ModuleType, names: tuple[str, ...], operator: str = "", places: frozenset[Place] = NOWHERE
) -> tuple[str, str]:
    """Grade a wrong solution; return how its names are, and the names.

    Args:
        places: the edits that make the submission.
    """
    report = grade_exercise(judge_.exercise, InProcessTransport(module))
    if all(check.verdict == "passed" for check in report.checks):
        return "passed", ""
    told = [f"{' or '.join(d.misconceptions) or d.change}" for d in report.diagnosis]
    text = " + ".join(told)
    if not report.diagnosis:
        return "not named", ""
    replies = judge_.ask(module)
    is_right = []
    for diagnosis in report.diagnosis:
        own = bool(set(names) & set(diagnosis.misconceptions)) or (operator and diagnosis.change == operator)
        if own:
            is_right.append("itself")
        elif judge_.is_true(diagnosis, module, replies):
            is_right.append("equal")
        else:
            is_right.append("in part" if is_contained(judge_.exercise, diagnosis, places) else "wrong")
    if "wrong" in is_right:
        pairs = judge_.find_equals(replies, ("pair",))
        given = {name for diagnosis in report.diagnosis for name in diagnosis.misconceptions}
        if any(set(judge_.exercise.table.suspects[i].names) <= given for i in pairs):
            return "equal", text
        return "wrong", text
    if len(names) == 2:
        given = {name for diagnosis in report.diagnosis for name in diagnosis.misconceptions}
        if set(names) <= given:
            return "itself", text
        if "equal" in is_right:
            return "equal", text
        return ("hides" if judge_.hides(given, places, replies) else "in part"), text
    return next(kind for kind in ("itself", "equal", "in part") if kind in is_right), text


def is_contained(exercise: Exercise, diagnosis: Diagnosis, places: frozenset[Place]) -> bool:
    """Whether the edits of a suspect of this name are among those that make a submission."""
    if diagnosis.change:
        edited = {ast.unparse(ast.parse(apply_places(exercise.mistakes.reference, [place]))) for place in places}
        return any(s.source in edited for s in exercise.table.suspects if s.operator == diagnosis.change)
    suspects = [s for s in exercise.table.suspects if set(s.names) & set(diagnosis.misconceptions)]
    return any(s.places and set(s.places) <= places for s in suspects if s.kind in ("mistake", "place", "removed"))


def without(exercise: Exercise, judge_: Judge, replies: list[Reply], names: set[str]) -> Exercise:
    """Return the exercise without the suspects of some names, and without those that answer like a submission."""
    table = exercise.table
    removed = set(judge_.find_equals(replies, ("mistake", "place", "mutant")))
    removed |= {i for i, suspect in enumerate(table.suspects) if names & set(suspect.names)}
    removed |= {i for i, suspect in enumerate(table.suspects) if set(suspect.members) & removed}
    removed |= set(judge_.find_equals(replies, ("pair",)))
    kept = tuple(
        replace(suspect, kind="removed") if i in removed else suspect for i, suspect in enumerate(table.suspects)
    )
    return replace(exercise, table=replace(table, suspects=kept))


def measure(exercise_id: str) -> tuple[str, dict[str, Counter[str]], list[str]]:
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        (exercise,) = load_course(ROOT, [exercise_id], jobs=1).exercises
        judge_ = Judge(exercise)
        counts: dict[str, Counter[str]] = {}
        notes: list[str] = []

        def note(kind: str, what: str, found: tuple[str, str]) -> None:
            counts.setdefault(kind, Counter())[found[0]] += 1
            if found[0] == "wrong" or (found[0] in ("not named", "passed", "in part") and kind != "left out"):
                notes.append(f"{exercise_id}: {kind}: {what} is {found[0]}: {found[1]}")

        suspects = exercise.table.suspects
        singles = [suspect for suspect in suspects if suspect.kind == "mistake"]
        for suspect in singles:
            constant = "".join(place.text for place in suspect.places)
            module = to_module(exercise.mistakes, suspect)
            found = judge(judge_, module, suspect.names, places=frozenset(suspect.places))
            note("single", f"{suspect.names[0]} {constant[:40]!r}", found)
        pairs = find_pairs(suspects)
        random.Random(SEED).shuffle(pairs)
        for one, other in pairs[: PAIRS // 8 + 1]:
            pair = to_pair(suspects, one, other)
            note(
                "pair",
                str(pair.names),
                judge(judge_, to_module(exercise.mistakes, pair), pair.names, places=frozenset(pair.places)),
            )
        mutants = list(find_mutants(exercise.mistakes.reference))
        for mutant in mutants:
            try:
                module = to_bounded_module(mutant.source)
            except Exception:  # noqa: BLE001 - loading a mutant may raise anything
                continue
            note("mutant", f"{mutant.before} -> {mutant.after}", judge(judge_, module, (), mutant.operator))
        leave_out(exercise, judge_, note, mutants)
        return exercise_id, counts, notes


def leave_out(exercise: Exercise, judge_: Judge, note: Callable[..., None], mutants: list[Mutant]) -> None:
    random.Random(SEED).shuffle(mutants)
    singles = [suspect for suspect in exercise.table.suspects if suspect.kind == "mistake"]
    wrong = [(s.names[0], to_module(exercise.mistakes, s), set(s.names), frozenset(s.places)) for s in singles]
    for mutant in mutants[: MUTANTS_LEFT_OUT // 8 + 1]:
        try:
            wrong.append((f"{mutant.before} -> {mutant.after}", to_bounded_module(mutant.source), set(), NOWHERE))
        except Exception:  # noqa: BLE001 - loading a mutant may raise anything
            continue
    for what, module, names, places in wrong:
        replies = judge_.ask(module)
        rest = copy.copy(judge_)
        rest.exercise = without(exercise, judge_, replies, names)
        found = judge(rest, module, (), places=places)
        # A relation that holds on every recorded question is true of it.
        note("left out", what, ("not named", "") if found[0] == "passed" else found)


def main() -> None:
    ids = sys.argv[1:] or [exercise.id for exercise in load_course(ROOT).exercises]
    totals: dict[str, Counter[str]] = {}
    with ProcessPoolExecutor(2) as pool:
        for exercise_id, counts, notes in pool.map(measure, ids):
            for kind, counter in counts.items():
                totals.setdefault(kind, Counter()).update(counter)
                print(f"{exercise_id:22} {kind:9} {dict(counter)}", flush=True)
            print("\n".join(notes), flush=True)
    for kind, counter in totals.items():
        print(f"{'all':22} {kind:9} {sum(counter.values())}: {dict(counter)}")


if __name__ == "__main__":
    main()
