"""Diagnose wrong answers: find the mistakes that give the same ones.

In stages, each only for the answers that those before leave unexplained: known mistakes, single places of mistakes,
pairs of mistakes, mutants, and relations of an entry to the right one. No diagnosis is better than a wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import structs

from grader.course.comparison import find_differing, to_parts
from grader.course.suspects import KINDS
from grader.exercise.failures import Failure
from grader.grading.contradiction import find_contradiction
from grader.grading.explained import find_open, find_unsettled, leave_out_minor, to_places
from grader.grading.explanation import Answers, find_right
from grader.grading.faults import describe_fault
from grader.grading.findings import Findings
from grader.grading.judging import run_check, settles_nothing
from grader.grading.suspicion import find_related_explanations, find_suspected
from grader.grading.unexplained import find_unexplained
from grader.grading.wording import to_diagnoses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from grader.course.course import Exercise
    from grader.course.suspect_table import FunctionQuestions
    from grader.course.suspects import Kind, Suspect
    from grader.execution.transport import Transport
    from grader.grading.explained import Explanation
    from grader.grading.explanation import Parts
    from grader.grading.judging import Settles
    from grader.reports.report import CheckReport, Diagnosis

MAX_TOLD = 3
MAX_ROUNDS = 3


@np.errstate(all="ignore")  # code run in this process, such as the course's mistakes, may overflow
def diagnose(
    exercise: Exercise,
    transport: Transport,
    checks: Sequence[CheckReport] = (),
    settles: Settles = settles_nothing,
) -> Findings:
    """Compare the answers of a student's functions with those of the exercise's suspects.

    A diagnosis that fails costs no points: the result is then its fault.

    Args:
        checks: the reports of the checks; each diagnosis lists the failed ones that it explains, and none contradicts
            one that passed.
        settles: as in `run_check`; a settled question got the reference's answer.
    """
    try:
        return _diagnose(exercise, transport, checks, settles)
    except Exception as error:  # noqa: BLE001 - the verdicts are there already, and answers may be anything
        return Findings(fault=f"The diagnosis failed: {describe_fault(error, exercise.id)}.")


def _diagnose(exercise: Exercise, transport: Transport, checks: Sequence[CheckReport], settles: Settles) -> Findings:
    transport.restart()
    asked = {known.function: _ask(known, transport, settles) for known in exercise.table.questions}
    answers = {function: found for function, found in asked.items() if found is not None}
    wrong = {function for function, found in asked.items() if found is None or found.wrong}
    failed = [check.id for check in checks if check.verdict in ("failed", "raised") and check.fault == "student"]
    passed = [check.id for check in checks if check.verdict == "passed" and not check.followed_through]
    found = _explain(exercise, transport, answers, passed)
    weighed = _join_places([(explanation, _find_explained(exercise, explanation, failed)) for explanation in found])
    weighed.sort(key=lambda pair: -_weigh(exercise, pair[1]))
    diagnoses = _join_names(
        (explanation.kind == "pair", diagnosis)
        for explanation, own in weighed
        for diagnosis in to_diagnoses(exercise, explanation, own, answers)
    )
    unexplained = find_unexplained(exercise, answers, found, checks)
    return Findings(diagnoses[:MAX_TOLD], frozenset(wrong), unexplained=unexplained)


def _ask(known: FunctionQuestions, transport: Transport, settles: Settles) -> Answers | None:
    """Return the answers to all questions about a function; None if it does not answer."""
    right = find_right(known)
    given: list[Parts | None] = []
    for number, question in enumerate(known.transcript.questions):
        if settles(known.transcript, number):
            given.append(None)
            continue
        reply = transport.call(*question)
        if isinstance(reply, Failure) and reply.verdict != "raised":
            return None
        parts = to_parts(reply, whole=None in right[number])
        given.append(parts if find_differing(parts, right[number]) else None)
    return Answers(known, right, tuple(given))


def _explain(
    exercise: Exercise, transport: Transport, answers: dict[str, Answers], passed: Collection[str]
) -> list[Explanation]:
    """Return explanations stage by stage, as long as something is unexplained."""
    found: list[Explanation] = []
    for kind in KINDS:
        if not (find_unsettled if kind == "pair" else find_open)(answers, found):
            continue
        more = _find_uncontradicted(exercise, transport, passed, kind, answers, found)
        if kind == "mutant":  # what a relation says of more entries is the simpler explanation
            related = find_related_explanations(exercise, answers, found)
            more = _add(more, _without_contradicted(exercise, transport, passed, related))
        found = _add(found, more)
    return leave_out_minor(answers, found)


def _find_uncontradicted(
    exercise: Exercise,
    transport: Transport,
    passed: Collection[str],
    kind: Kind,
    answers: dict[str, Answers],
    found: list[Explanation],
) -> list[Explanation]:
    """Return the suspects of one kind that no passed check contradicts: others may come in place of those it does."""
    cleared: set[Suspect] = set()
    kept: list[Explanation] = []
    for _ in range(MAX_ROUNDS):
        more = find_suspected(exercise, kind, answers, found, cleared)
        kept = _without_contradicted(exercise, transport, passed, more)
        contradicted = _list_suspects(more) - _list_suspects(kept)
        if not contradicted:
            break
        cleared |= contradicted
    return kept


def _list_suspects(found: Iterable[Explanation]) -> set[Suspect]:
    return {suspect for explanation in found for suspect in explanation.suspects}


def _add(found: list[Explanation], more: list[Explanation]) -> list[Explanation]:
    """Add explanations, in place of those that explain less, and of mutants that explain no more."""
    return [e for e in found if not any(_is_covered(e, other) for other in more)] + more


def _is_covered(one: Explanation, other: Explanation) -> bool:
    mine, theirs = to_places([one]), to_places([other])
    return mine < theirs or (mine == theirs and one.kind == "mutant")


def _without_contradicted(
    exercise: Exercise, transport: Transport, passed: Collection[str], found: list[Explanation]
) -> list[Explanation]:
    """Leave out suspects that a passed check contradicts, while all of them stand in place of functions."""
    kept = list(found)
    while kept:
        suspects = {function: e.transport for e in reversed(kept) for function in e.explained}
        function = find_contradiction(exercise, transport, passed, suspects)
        if not function:
            return kept
        kept = [left for e in kept if (left := e.without(suspects[function])) is not None]
    return kept


def _find_explained(exercise: Exercise, explanation: Explanation, failed: Collection[str]) -> tuple[str, ...]:
    """Return the failed checks that an explanation, made alone, fails too."""
    suspected = [recorded for recorded in exercise.checks if recorded.id in failed]
    return tuple(r.id for r in suspected if run_check(exercise, r, explanation.transport).failure is not None)


def _join_places(weighed: list[tuple[Explanation, tuple[str, ...]]]) -> list[tuple[Explanation, tuple[str, ...]]]:
    """Join single places of one mistake in one function, which have one name."""
    joined: dict[object, tuple[Explanation, tuple[str, ...]]] = {}
    for number, (explanation, checks) in enumerate(weighed):
        is_place = explanation.kind == "place"
        key = (explanation.names, *explanation.explained) if is_place else number
        known = joined.get(key)
        if known is not None:
            explanation, checks = known[0].join(explanation), tuple(dict.fromkeys((*known[1], *checks)))
        joined[key] = explanation, checks
    return list(joined.values())


def _join_names(told: Iterable[tuple[bool, Diagnosis]]) -> tuple[Diagnosis, ...]:
    """Join what a pair says of a mistake with what is said of it alone, which says better where it is.

    Args:
        told: whether a pair says it, and the diagnosis.
    """
    joined: dict[object, Diagnosis] = {}
    alone: set[object] = set()
    for number, (of_pair, diagnosis) in enumerate(told):
        said = [
            key for key in joined if diagnosis.misconceptions and joined[key].misconceptions == diagnosis.misconceptions
        ]
        key = next((key for key in said if of_pair or key not in alone), number)
        known = joined.get(key, diagnosis)
        better = known if of_pair else diagnosis
        joined[key] = structs.replace(better, checks=tuple(dict.fromkeys((*known.checks, *diagnosis.checks))))
        alone |= set() if of_pair else {key}
    return tuple(joined.values())


def _weigh(exercise: Exercise, checks: Collection[str]) -> int:
    return sum(recorded.check.weight for recorded in exercise.checks if recorded.id in checks)
