"""Records the calls that a check makes when the reference answers, so they can be prefetched.

A check's body is a function of its case and the replies to its calls. A transcript therefore has two uses: its calls
can be sent to a worker in one batch, and a case whose replies equal the reference's byte for byte has the reference's
verdict without running the body again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.execution.connection import to_frame
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import from_wire
from grader.execution.student import StudentProxy
from grader.execution.transcript import CallKey, Transcript, to_request
from grader.exercise.checks import find_asked, run_body
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from grader.execution.replies import Reply
    from grader.exercise.checks import Check
    from grader.exercise.spec import Function


def record_transcript(
    check: Check, cases: Sequence[bytes], functions: Sequence[Function], reference: ModuleType
) -> Transcript:
    """Run a check's body on each case with the reference as the student, and record its calls."""
    recorder = _Recorder(InProcessTransport(reference))
    asked, settled = [], []
    for place, case in enumerate(cases):
        recorder.calls_back, recorder.asked = False, {}
        student = StudentProxy({function.name: function for function in functions}, recorder)
        try:
            run_body(find_asked(check, place, len(cases)), reference, student, case)
        except Exception:  # noqa: BLE001 - the reference fails this check, which `grader validate` reports
            settled.append(False)
        else:
            settled.append(not recorder.calls_back)
        asked.append(tuple(recorder.asked))
    requests = tuple(to_request(number, *question) for number, question in enumerate(recorder.questions))
    return Transcript(
        tuple(recorder.questions), requests, tuple(map(to_frame, recorder.replies)), tuple(asked), tuple(settled)
    )


@dataclass(slots=True)
class _Recorder:
    """Forwards calls to the reference and records each distinct call once."""

    reference: InProcessTransport
    questions: dict[CallKey, int] = field(default_factory=dict)
    replies: list[bytes] = field(default_factory=list)
    asked: dict[int, None] = field(default_factory=dict)
    calls_back: bool = False

    def call(self, function: str, arguments: bytes, callbacks: Sequence[Callable[..., Any]] = ()) -> Reply:
        """Call the reference; a call with callbacks cannot be prefetched, so it is not recorded."""
        if callbacks:
            self.calls_back = True
            return self.reference.call(function, arguments, callbacks)
        number = self.questions.setdefault((function, arguments), len(self.questions))
        self.asked[number] = None
        if number == len(self.replies):
            self.replies.append(self.reference.answer(number, function, arguments))
        return from_wire(wire.decode(self.replies[number]), number, function, {})

    def restart(self) -> None:
        """Do nothing."""
