"""What a check asks when the reference answers, written down so that it can be asked ahead of the check.

A check's body is a function of its case and of the replies to its calls. So two things follow from a script:
its calls can be sent to a worker all at once, and a case whose replies are byte for byte the reference's has
the reference's verdict, with no need to run the body again.
"""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.execution.connection import to_frame
from grader.execution.in_process import LocalTransport
from grader.execution.replies import from_wire
from grader.execution.student import Student
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from grader.execution.replies import Reply
    from grader.exercise.checks import Check
    from grader.exercise.spec import Function

    Question = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Script:
    """The calls of a check, those of each case after those of the case before; a repeated call is there once.

    Attributes:
        questions: function and encoded arguments of each call.
        requests: the same as frames to send.
        replies: the frames that the reference answers with.
        asked: for each case, the numbers of its calls.
        ends: for each case, the number of calls up to its end.
        numbers: the number of each call.
        settled: for each case, whether replies like the reference's settle that it passes. They do not where
            the reference itself does not pass, or where the body passes functions that must be called back.
    """

    questions: tuple[Question, ...] = ()
    requests: tuple[bytes, ...] = ()
    replies: tuple[bytes, ...] = ()
    asked: tuple[tuple[int, ...], ...] = ()
    settled: tuple[bool, ...] = ()
    ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    numbers: dict[Question, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ends = itertools.accumulate((max(asked, default=-1) + 1 for asked in self.asked), max)
        object.__setattr__(self, "ends", tuple(ends))
        object.__setattr__(self, "numbers", {question: number for number, question in enumerate(self.questions)})


NO_SCRIPT = Script()


def to_request(number: int, function: str, arguments: bytes) -> bytes:
    """Return the frame that asks a worker for call `number`."""
    return to_frame(wire.join(wire.encode("call"), wire.encode(number), wire.encode(function), arguments))


def run_body(check: Check, reference: ModuleType | None, student: Student, case: bytes) -> None:
    """Run a check's body on one case; it raises whatever says that the case fails."""
    values = {**wire.decode(case), "student": student}
    if check.wants_reference:
        values["reference"] = reference
    # What a student returns may overflow in the check's own arithmetic; only the outcome counts.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check.body(**values)


def write_script(check: Check, cases: Sequence[bytes], functions: Sequence[Function], reference: ModuleType) -> Script:
    """Run a check's body on each case with the reference as the student, and write down its calls."""
    scribe = _Scribe(LocalTransport(reference))
    asked, settled = [], []
    for case in cases:
        scribe.calls_back, scribe.asked = False, {}
        student = Student({function.name: function for function in functions}, scribe)
        try:
            run_body(check, reference, student, case)
        except Exception:  # noqa: BLE001 - a check that the reference fails; `grader validate` says so
            settled.append(False)
        else:
            settled.append(not scribe.calls_back)
        asked.append(tuple(scribe.asked))
    requests = tuple(to_request(number, *question) for number, question in enumerate(scribe.questions))
    return Script(tuple(scribe.questions), requests, tuple(map(to_frame, scribe.replies)), tuple(asked), tuple(settled))


@dataclass(slots=True)
class _Scribe:
    """Passes calls on to the reference and writes them down, each question once."""

    reference: LocalTransport
    questions: dict[Question, int] = field(default_factory=dict)
    replies: list[bytes] = field(default_factory=list)
    asked: dict[int, None] = field(default_factory=dict)
    calls_back: bool = False

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call the reference; a question that needs callbacks cannot be asked ahead."""
        if callbacks:
            self.calls_back = True
            return self.reference.call(function, arguments, callbacks)
        number = self.questions.setdefault((function, arguments), len(self.questions))
        self.asked[number] = None
        if number == len(self.replies):
            self.replies.append(self.reference.answer(number, function, arguments))
        return from_wire(wire.decode(self.replies[number]), number, function, {})

    def confirms(self, _script: Script, _case: int) -> bool:
        """Say no: there is nothing to compare with yet."""
        return False

    def restart(self) -> None:
        """Do nothing."""
