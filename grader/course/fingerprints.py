"""What each known mistake answers, written down once per course so that a student's answers can be compared.

For each function the recorded questions are chosen that tell its misconceptions from the reference and from one
another; each misconception's replies to them are kept. Those that answer every question alike form one suspect.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from grader.execution.connection import to_frame
from grader.execution.in_process import LocalTransport
from grader.execution.replies import Reply, Returned
from grader.execution.script import Script, to_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from grader.execution.script import Question

Part: TypeAlias = str | int | None

# Two computations of the same wrong formula differ in the last digits; two formulas do not agree in seven.
RTOL = 1e-7
ATOL = 1e-10
EVENLY_CHOSEN = 40
CHOSEN_PER_SUSPECT = 10
# Parts of a reply beside its values.
RAISED, MODIFIED, SHARED = "(raised)", "(modified)", "(shared)"


@dataclass(frozen=True, slots=True)
class Suspect:
    """Misconceptions of a function that answer alike, by name.

    Attributes:
        replies: their encoded reply to each question.
        telling: for each question, the parts of the reply that differ from the reference's.
    """

    names: tuple[str, ...]
    replies: tuple[bytes, ...]
    telling: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The questions about one function, with the reference's replies in `script`, and who answers them how."""

    function: str
    script: Script
    suspects: tuple[Suspect, ...]


def gather_evidence(
    scripts: Iterable[Script], reference: ModuleType, mistaken: Mapping[str, tuple[str, ModuleType]]
) -> tuple[Evidence, ...]:
    """Ask the reference and each misconception the recorded questions.

    Args:
        mistaken: by the misconception's name, the function that is wrong and a module with it.
    """
    questions = list(dict.fromkeys(question for script in scripts for question in script.questions))
    functions = dict.fromkeys(function for function, _ in mistaken.values())
    with np.errstate(all="ignore"):  # mistakes overflow
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
    function: str, questions: Sequence[Question], reference: ModuleType, modules: Mapping[str, ModuleType]
) -> Evidence:
    right = _ask(reference, questions)
    answers = {name: _ask(module, questions) for name, module in modules.items()}
    chosen = _choose(len(questions), right, list(answers.values()))
    asked = [questions[i] for i in chosen]
    script = Script(
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
    suspects = []
    for group in groups:
        wrong = answers[group[0]]
        telling = (find_differing(to_parts(wrong[i]), to_parts(right[i])) for i in chosen)
        replies = _encoded(modules[group[0]], asked)
        suspects.append(Suspect(tuple(group), tuple(replies), tuple(tuple(sorted(t, key=str)) for t in telling)))
    return Evidence(function, script, tuple(suspects))


def _choose(count: int, right: Sequence[Reply], answers: Sequence[Sequence[Reply]]) -> list[int]:
    """Choose questions evenly, some that show each misconception, and one that tells each pair of them apart."""
    chosen = set(_evenly(list(range(count)), EVENLY_CHOSEN))
    for replies in answers:
        telling = [i for i in range(count) if not is_alike(replies[i], right[i])]
        chosen.update(_evenly(telling, CHOSEN_PER_SUSPECT))
    for one, other in itertools.combinations(answers, 2):
        if all(is_alike(one[i], other[i]) for i in chosen):
            chosen.update(next(([i] for i in range(count) if not is_alike(one[i], other[i])), []))
    return sorted(chosen)


def _evenly(places: list[int], wanted: int) -> list[int]:
    return places if len(places) <= wanted else [places[i * len(places) // wanted] for i in range(wanted)]


def _ask(module: ModuleType, questions: Sequence[Question]) -> list[Reply]:
    transport = LocalTransport(module)
    return [transport.call(*question) for question in questions]


def _encoded(module: ModuleType, questions: Sequence[Question]) -> list[bytes]:
    transport = LocalTransport(module)
    return [transport.answer(number, *question) for number, question in enumerate(questions)]


def is_alike(one: Reply, other: Reply) -> bool:
    """Whether two replies are the same answer up to rounding."""
    return not find_differing(to_parts(one), to_parts(other))


def to_parts(reply: Reply, *, whole: bool = False) -> dict[Any, Any]:
    """Return what a reply is made of: the values of its answer by key or index, the exception, what was changed.

    An answer that is a single value has the key None; with `whole`, so has a list, which stands for an array.
    """
    seen = {MODIFIED: reply.testimony.modified, SHARED: reply.testimony.shared}
    match reply:
        case Returned(value=dict(value)):
            return {**value, **seen}
        case Returned(value=tuple() | list() as value) if not whole:
            return {**dict(enumerate(value)), **seen}
        case Returned(value=value):
            return {None: value, **seen}
        case _:
            return {RAISED: (reply.verdict, reply.exception), **seen}


def find_differing(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> set[Any]:
    """Return the parts that two replies do not have in common."""
    return {key for key in {*one, *other} if not agree_on(key, one, other)}


def agree_on(key: Any, one: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    """Whether two replies have the same part, or neither has it."""
    if key not in one or key not in other:
        return key not in one and key not in other
    return have_same_values(one[key], other[key])


def have_same_values(one: Any, other: Any) -> bool:
    """Whether two values have the same form, and numbers that are equal up to rounding."""
    match one, other:
        case (dict(), dict()):
            return one.keys() == other.keys() and all(have_same_values(one[key], other[key]) for key in one)
        case (tuple() | list(), tuple() | list()):
            return len(one) == len(other) and all(map(have_same_values, one, other))
        case (tuple() | list(), np.ndarray()):  # lists of numbers are taken for arrays
            return _are_close(_to_array(one), other)
        case (np.ndarray(), tuple() | list()):
            return _are_close(one, _to_array(other))
        case _ if is_numeric(one) and is_numeric(other):
            return _are_close(np.asarray(one), np.asarray(other))
        case _:
            return type(one) is type(other) and bool(one == other)


def _are_close(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any]) -> bool:
    if got.shape != want.shape or got.dtype.kind != want.dtype.kind:
        return False
    if got.tobytes() == want.tobytes():  # most parts of most answers; to compare numbers costs twenty times as much
        return True
    scale = float(np.abs(want[np.isfinite(want)]).max(initial=0.0))
    return np.allclose(got, want, RTOL, ATOL * max(1.0, scale), equal_nan=True)


def _to_array(value: Any) -> np.ndarray[Any, Any]:
    """Return the array that a list of numbers stands for; an empty one of objects for any other list."""
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        return np.empty(0, dtype=object)


def is_numeric(value: Any) -> bool:
    """Whether a value is a number or an array of numbers."""
    return isinstance(value, int | float | np.ndarray) and not isinstance(value, bool)
