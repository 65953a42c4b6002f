"""Diagnose wrong answers: find the misconception that gives the same ones.

A fingerprint holds a misconception's answers. It explains a function, or the entries of its result that are wrong, if
the student's answers equal the fingerprint's wherever it differs from the reference, and the reference's everywhere
else. Evidence is at least five such answers for at least two shapes of arguments; if there are fewer, all of them, with
nothing else wrong. Non-finite answers prove nothing: a second mistake may hide the first. No diagnosis is better than a
wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.course.comparison import MODIFIED, RAISED, SHARED, agree_on, have_same_values, is_numeric, to_parts
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import from_wire
from grader.exercise.failures import Failure
from grader.exercise.misconceptions import find_misconceptions, to_mistaken_module
from grader.exercise.numeric import is_finite, to_numbers
from grader.grading.faults import describe_fault
from grader.grading.judging import run_check, settles_nothing
from grader.reports.report import Diagnosis
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from grader.course.course import Exercise
    from grader.course.fingerprints import Fingerprint, FunctionFingerprints, ReplyPart
    from grader.execution.transport import Transport
    from grader.grading.judging import Settles

    Parts = dict[Any, Any]

ENOUGH_ANSWERS = 5
ENOUGH_SHAPES = 2
SIDE_EFFECTS = {MODIFIED, SHARED}


@dataclass(frozen=True, slots=True)
class Match:
    """A fingerprint and the answers that it explains: pairs of a question's number and a part of its answer."""

    function: str
    fingerprint: Fingerprint
    explained: frozenset[tuple[int, ReplyPart]]


@dataclass(frozen=True, slots=True)
class Findings:
    """The diagnoses of an exercise, the functions with missing or wrong answers, and a note on a failed diagnosis."""

    diagnoses: tuple[Diagnosis, ...] = ()
    wrong_functions: frozenset[str] = frozenset()
    fault: str = ""

    @property
    def explained_checks(self) -> frozenset[str]:
        """The checks that a diagnosis explains."""
        return frozenset(check for diagnosis in self.diagnoses for check in diagnosis.checks)


NO_FINDINGS = Findings()


@np.errstate(all="ignore")  # code run in this process, such as the course's misconceptions, may overflow
def diagnose(
    exercise: Exercise, transport: Transport, failed: Collection[str] = (), settles: Settles = settles_nothing
) -> Findings:
    """Compare the answers of a student's functions with those of the exercise's misconceptions.

    A diagnosis that fails costs no points: the result is then its fault.

    Args:
        failed: the ids of the failed checks; each diagnosis lists those that it explains.
        settles: as in `run_check`; a settled question got the reference's answer.
    """
    try:
        return _compare(exercise, transport, failed, settles)
    except Exception as error:  # noqa: BLE001 - the verdicts are there already, and answers may be anything
        return Findings(fault=f"The diagnosis failed: {describe_fault(error, exercise.id)}.")


def _compare(exercise: Exercise, transport: Transport, failed: Collection[str], settles: Settles) -> Findings:
    transport.restart()
    answers = {known.function: _ask(known, transport, settles) for known in exercise.fingerprints}
    matches = [
        match for known in exercise.fingerprints for match in _find_matches(known, answers[known.function] or [])
    ]
    return Findings(
        tuple(_to_diagnosis(exercise, match, failed) for match in matches),
        frozenset(e.function for e in exercise.fingerprints if _is_wrong(e, answers[e.function])),
    )


def _to_diagnosis(exercise: Exercise, match: Match, failed: Collection[str]) -> Diagnosis:
    mistakes = dict(find_misconceptions(exercise.misconceptions))
    names = match.fingerprint.names
    transport = InProcessTransport(to_mistaken_module(exercise.reference_path, mistakes[names[0]]))
    suspected = [recorded for recorded in exercise.checks if recorded.id in failed]
    return Diagnosis(
        name=" Or: ".join(dict.fromkeys(mistakes[name].title for name in names)),
        function=match.function,
        hint=mistakes[names[0]].hint,
        misconceptions=names,
        checks=tuple(r.id for r in suspected if run_check(exercise, r, transport).failure is not None),
    )


def _is_wrong(known: FunctionFingerprints, answers: Sequence[Parts | None] | None) -> bool:
    """Whether a function does not answer, or differs from the reference by more than rounding."""
    if answers is None:
        return True
    return any(
        answer is not None and not _has_all_of(answer, _decoded(known.transcript.replies[i][4:], known, i))
        for i, answer in enumerate(answers)
    )


def _has_all_of(answer: Parts, right: Parts) -> bool:
    """Whether an answer agrees with the right one in all of its parts; additional parts are ignored."""
    return all(agree_on(part, answer, right) for part in right)


def _find_matches(known: FunctionFingerprints, answers: Sequence[Parts | None]) -> list[Match]:
    """Return the fingerprints that explain a function's answers, without those that explain less than another."""
    if not answers:
        return []
    found = ((fingerprint, _explain(known, fingerprint, answers)) for fingerprint in known.fingerprints)
    matches = [Match(known.function, fingerprint, explained) for fingerprint, explained in found if explained]
    return [
        match for match in matches if not any(match.explained <= other.explained for other in matches if other != match)
    ]


def _ask(known: FunctionFingerprints, transport: Transport, settles: Settles) -> list[Parts | None] | None:
    """Return the answers to all questions, None for those settled as the reference's.

    The result as a whole is None if the function does not answer.
    """
    answers: list[Parts | None] = []
    for number, question in enumerate(known.transcript.questions):
        if settles(known.transcript, number):
            answers.append(None)
            continue
        reply = transport.call(*question)
        if isinstance(reply, Failure) and reply.verdict != "raised":
            return None
        answers.append(to_parts(reply, whole=None in _decoded(known.transcript.replies[number][4:], known, number)))
    return answers


def _explain(
    known: FunctionFingerprints, fingerprint: Fingerprint, answers: Sequence[Parts | None]
) -> frozenset[tuple[int, ReplyPart]]:
    """Return the answers that a fingerprint explains; none if it does not explain them well enough."""
    distinguishing = fingerprint.distinguishing
    everywhere = {part for parts in distinguishing for part in parts}
    beside = everywhere <= SIDE_EFFECTS  # then every value must be right as well
    explained: set[tuple[int, ReplyPart]] = set()
    proof, hidden = [], False
    # Distinguishing questions first: the first of them rules out most fingerprints.
    for i in sorted(range(len(answers)), key=lambda i: not distinguishing[i]):
        answer = answers[i]
        if answer is None and not distinguishing[i]:
            continue
        wrong, right = (
            _decoded(fingerprint.replies[i], known, i),
            _decoded(known.transcript.replies[i][4:], known, i),
        )
        got = right if answer is None else answer
        values = wrong.keys() if beside else everywhere
        # Ignore side effects in other questions: a mistake may overwrite an argument with the same values.
        looked_at = {*distinguishing[i]} | (values - SIDE_EFFECTS if beside or not distinguishing[i] else set())
        if all(agree_on(part, got, wrong) for part in looked_at):
            explained |= {(i, part) for part in distinguishing[i]}
            if any(_is_proof(part, wrong, right) for part in distinguishing[i]):
                proof.append(i)
        elif _hides(got, wrong):
            hidden = True
        else:
            return frozenset()
    told = sum(map(bool, distinguishing))
    shapes = {_shapes(known.transcript.questions[i][1]) for i in proof}
    enough = len(proof) >= ENOUGH_ANSWERS and len(shapes) >= ENOUGH_SHAPES
    # A mistake that few inputs reveal: all of these answers must equal the fingerprint's, and all others be right.
    with_values = any(part != RAISED for _, part in explained)
    rare = not hidden and with_values and len(answers) - told >= ENOUGH_ANSWERS
    return frozenset(explained) if enough or rare else frozenset()


def _is_proof(key: Any, wrong: Parts, right: Parts) -> bool:
    """Whether agreement in this part is evidence; it is not where the mistake only makes numbers non-finite."""
    if key not in wrong:
        return key in right and RAISED in wrong
    return key not in right or _is_finitely_wrong(wrong[key], right[key])


def _is_finitely_wrong(wrong: Any, right: Any) -> bool:
    if not (is_numeric(wrong) and is_numeric(right)) or np.shape(wrong) != np.shape(right):
        return True
    finite = np.isfinite(to_numbers(wrong))
    return not have_same_values(np.asarray(wrong)[finite], np.asarray(right)[finite])


def _hides(got: Parts, expected: Parts) -> bool:
    """Whether exactly one of two answers is finite, so a second mistake in either may hide the first."""
    return RAISED not in {*got, *expected} and _is_finite(got) != _is_finite(expected)


def _is_finite(value: Any) -> bool:
    match value:
        case dict():
            return all(map(_is_finite, value.values()))
        case tuple() | list():
            return all(map(_is_finite, value))
        case _:
            return is_finite(value)


def _decoded(frame: bytes, known: FunctionFingerprints, number: int) -> Parts:
    return to_parts(from_wire(wire.decode(frame), number, known.function, {}))


def _shapes(arguments: bytes) -> tuple[Any, ...]:
    """Return the signature of a call: the shapes of its arrays and the types of its other arguments."""
    positional, options = wire.decode(arguments)
    return tuple(_leaves([*positional, *options.values()]))


def _leaves(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        match value:
            case wire.WithLayout():
                yield value.array.shape
            case np.ndarray():
                yield value.shape
            case list() | tuple():
                yield len(value)
                yield from _leaves(value)
            case _:
                yield type(value).__name__
