"""The calls of a check and the replies of the reference, encoded for sending and comparison."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TypeAlias

from grader.execution.connection import to_frame
from grader.worker import wire

CallKey: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Transcript:
    """The distinct calls of a check, numbered in the order of its cases.

    Attributes:
        questions: the function and encoded arguments of each call.
        requests: the same calls as frames to send.
        replies: the reference's replies, as frames.
        asked: for each case, the numbers of its calls.
        ends: for each case, the number of calls up to its end.
        numbers: the number of each call, by its key.
        settled: for each case, whether replies equal to the reference's prove that it passes. They do not if
            the reference itself fails the case, or if the body passes callbacks.
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
    """Return the frame that requests call `number` from a worker."""
    return to_frame(wire.join(wire.encode("call"), wire.encode(number), wire.encode(function), arguments))
