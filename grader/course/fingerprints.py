"""Records the answers of each known mistake once per course, for comparison with a student's answers.

For each function, recorded calls are chosen that distinguish its misconceptions from the reference and from one
another, and each misconception's replies are kept. Misconceptions with the same replies form one fingerprint.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from grader.course.comparison import find_differing, is_alike, to_parts
from grader.execution.connection import to_frame
from grader.execution.in_process import InProcessTransport
from grader.execution.transcript import Transcript, to_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from grader.execution.replies import Reply
    from grader.execution.transcript import CallKey

ReplyPart: TypeAlias = str | int | None
Place = TypeVar("Place")

EVENLY_CHOSEN = 40
CHOSEN_PER_FINGERPRINT = 10


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The misconceptions of a function that give the same replies, by name.

    Attributes:
        replies: the encoded reply to each question.
        distinguishing: for each question, the parts of the reply that differ from the reference's.
    """

    names: tuple[str, ...]
    replies: tuple[bytes, ...]
    distinguishing: tuple[tuple[ReplyPart, ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionFingerprints:
    """The chosen calls of one function with the reference's replies in `transcript`, and the fingerprints."""

    function: str
    transcript: Transcript
    fingerprints: tuple[Fingerprint, ...]


def take_fingerprints(
    transcripts: Iterable[Transcript], reference: ModuleType, mistaken: Mapping[str, tuple[str, ModuleType]]
) -> tuple[FunctionFingerprints, ...]:
    """Make the recorded calls with the reference and with each misconception.

    Args:
        mistaken: by the misconception's name, the wrong function's name and a module that contains it.
    """
    questions = list(dict.fromkeys(question for transcript in transcripts for question in transcript.questions))
    functions = dict.fromkeys(function for function, _ in mistaken.values())
    with np.errstate(all="ignore"):  # misconceptions overflow
        return tuple(
            _gather(
                function,
                [question for question in questions if question[0] == function],
                reference,
                {name: module for name, (wrong, module) in mistaken.items() if wrong == function},
            )
            for function in functions
        )


def _gather(
    function: str, questions: Sequence[CallKey], reference: ModuleType, modules: Mapping[str, ModuleType]
) -> FunctionFingerprints:
    right = _ask(reference, questions)
    answers = {name: _ask(module, questions) for name, module in modules.items()}
    chosen = _choose(len(questions), right, list(answers.values()))
    asked = [questions[i] for i in chosen]
    transcript = Transcript(
        tuple(asked),
        tuple(to_request(number, *question) for number, question in enumerate(asked)),
        tuple(to_frame(reply) for reply in _encoded(reference, asked)),
        tuple((number,) for number in range(len(asked))),
        (True,) * len(asked),
    )
    groups: list[list[str]] = []
    for name in answers:
        alike = (group for group in groups if all(is_alike(answers[name][i], answers[group[0]][i]) for i in chosen))
        group = next(alike, None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    fingerprints = []
    for group in groups:
        wrong = answers[group[0]]
        distinguishing = (find_differing(to_parts(wrong[i]), to_parts(right[i])) for i in chosen)
        replies = _encoded(modules[group[0]], asked)
        fingerprints.append(
            Fingerprint(tuple(group), tuple(replies), tuple(tuple(sorted(t, key=str)) for t in distinguishing))
        )
    return FunctionFingerprints(function, transcript, tuple(fingerprints))


def _choose(count: int, right: Sequence[Reply], answers: Sequence[Sequence[Reply]]) -> list[int]:
    """Choose evenly spaced questions, some that reveal each misconception, and one that separates each pair."""
    chosen = set(choose_evenly(list(range(count)), EVENLY_CHOSEN))
    for replies in answers:
        distinguishing = [i for i in range(count) if not is_alike(replies[i], right[i])]
        chosen.update(choose_evenly(distinguishing, CHOSEN_PER_FINGERPRINT))
    for one, other in itertools.combinations(answers, 2):
        if all(is_alike(one[i], other[i]) for i in chosen):
            chosen.update(next(([i] for i in range(count) if not is_alike(one[i], other[i])), []))
    return sorted(chosen)


def choose_evenly(places: list[Place], wanted: int) -> list[Place]:
    """Return at most `wanted` of some places, evenly spaced."""
    return places if len(places) <= wanted else [places[i * len(places) // wanted] for i in range(wanted)]


def _ask(module: ModuleType, questions: Sequence[CallKey]) -> list[Reply]:
    transport = InProcessTransport(module)
    return [transport.call(*question) for question in questions]


def _encoded(module: ModuleType, questions: Sequence[CallKey]) -> list[bytes]:
    transport = InProcessTransport(module)
    return [transport.answer(number, *question) for number, question in enumerate(questions)]
