"""The calls of a check with the replies of the reference, ready to be sent and compared."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TypeAlias

from grader.execution.connection import to_frame
from grader.worker import wire

CallKey: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Transcript:
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

    questions: tuple[CallKey, ...] = ()
    requests: tuple[bytes, ...] = ()
    replies: tuple[bytes, ...] = ()
    asked: tuple[tuple[int, ...], ...] = ()
    settled: tuple[bool, ...] = ()
    ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    numbers: dict[CallKey, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ends = itertools.accumulate((max(asked, default=-1) + 1 for asked in self.asked), max)
        object.__setattr__(self, "ends", tuple(ends))
        object.__setattr__(self, "numbers", {question: number for number, question in enumerate(self.questions)})


NO_TRANSCRIPT = Transcript()


def to_request(number: int, function: str, arguments: bytes) -> bytes:
    """Return the frame that asks a worker for call `number`."""
    return to_frame(wire.join(wire.encode("call"), wire.encode(number), wire.encode(function), arguments))
