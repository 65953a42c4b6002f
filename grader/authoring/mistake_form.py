"""Tests the form of mistakes: their sentences and hints, and how their functions are called."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import numpy as np

from grader.course.suspects import to_module, to_singles
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from grader.course.course import Exercise
    from grader.course.mistakes import Mistake
    from grader.exercise.spec import Function

HINT_WORDS = (8, 80)

# Signs of code, which would give the answer away in a hint.
_CODE = re.compile(
    r"`[^`]*[^`\w][^`]*`|\breturn \S+ [-+*/@]|\bnp\.|\.T\b|@|==|[-+*]=|\*\*|\b\w+=|\bkeepdims\b|\baxis=|\.\w+\("
)


def find_mistake_problems(exercise: Exercise, mistake: Mistake) -> Iterator[str]:
    """Find flaws in the words and the form of a mistake."""
    where = f"mistakes.toml: {mistake.name}"
    declared = {function.name: function for function in exercise.functions}
    if mistake.body is not None:
        where, name = f"mistakes.py: {mistake.name}", mistake.functions[0]
        if name not in declared:
            yield f"{where} replaces {name}, which spec.py does not declare."
        elif not _can_be_called_as(mistake.body, declared[name]):
            yield f"{where} cannot be called as {declared[name].signature}."
    if not mistake.says.endswith(".") or "\n" in mistake.says:
        yield f"{where} must say what is wrong in one sentence on one line; students read it."
    if not mistake.hint.rstrip().endswith((".", "?")):
        yield f"{where}: its hint must end in a full stop or a question mark."
    low, high = HINT_WORDS
    if not low <= len(mistake.hint.split()) <= high:
        yield f"{where}: its hint has {plural(len(mistake.hint.split()), 'word')}; {low} to {high} are asked for."
    yield from find_code(where, mistake.hint)


def find_raising(exercise: Exercise) -> Iterator[str]:
    """Find mistakes that raise an exception for every input, which few real ones do."""
    for mistake in exercise.mistakes.known:
        if _always_raises(exercise, mistake):
            yield f"the mistake {mistake.name} raises an exception for every input. Is there a bug in it?"


@np.errstate(all="ignore")  # mistakes overflow
def _always_raises(exercise: Exercise, mistake: Mistake) -> bool:
    """Whether a function that a mistake changes raises an exception wherever the reference returns a value."""
    transport = InProcessTransport(to_module(exercise.mistakes, next(to_singles(exercise.mistakes, mistake))))
    reference = InProcessTransport(exercise.reference)
    for known in exercise.table.questions:
        asked = [q for q in known.transcript.questions if isinstance(reference.call(*q), Returned)]
        raised = [not isinstance(transport.call(*question), Returned) for question in asked]
        if raised and all(raised):
            return True
    return False


def find_code(where: str, hint: str) -> Iterator[str]:
    """Find code in a hint."""
    code = _CODE.search(hint)
    if code:
        yield f"{where}: its hint contains code, {code[0]!r}; hint at the idea instead."


def _can_be_called_as(body: Callable[..., object], declared: Function) -> bool:
    """Whether a function accepts the declared required arguments by position and the optional ones by keyword."""
    required = [parameter.name for parameter in declared.parameters if not parameter.optional]
    optional = [parameter.name for parameter in declared.parameters if parameter.optional]
    try:
        inspect.signature(body).bind(*required, **dict.fromkeys(optional))
        inspect.signature(body).bind(*required)
    except TypeError:
        return False
    return True
