"""Prefetch the replies to a transcript's calls before a check's body makes them."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from grader.execution.connection import MAX_UNREAD_BYTES
from grader.execution.replies import Reply, from_wire
from grader.worker import wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.execution.connection import Connection
    from grader.execution.transcript import Transcript


class Pipeline:
    """The calls of one transcript, pipelined through one worker.

    Methods that read give each call `call_wall_s` seconds from the previous reply, and raise the same errors as
    `Connection.read_frame`.

    Attributes:
        read: how many replies have been read.
    """

    def __init__(
        self, connection: Connection, transcript: Transcript, call_wall_s: float, lengths: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._transcript = transcript
        self._call_wall_s = call_wall_s
        self._lengths = lengths
        self._asked = 0
        self._first_asked = 0
        self._others: dict[int, Reply] = {}
        self._kept_bytes = 0
        self.read = 0

    def ask(self, end: int) -> None:
        """Send the calls up to, but not including, number `end` that were not sent yet."""
        if end > self._asked:
            if self.read == self._asked:
                self._first_asked = self._asked
            self._connection.post(b"".join(self._transcript.requests[self._asked : end]))
            self._asked = end

    def read_while_same(self, end: int) -> None:
        """Read replies before number `end` while they equal the transcript's byte for byte."""
        while self.read < end and self._skip_if_same():
            self.read += 1

    def read_all(self, end: int, latest: float = math.inf) -> None:
        """Read the replies to the calls sent before number `end`, by the time `latest` (of `time.monotonic`)."""
        while self.read < min(end, self._asked):
            if not self._skip_if_same(latest):
                self._others[self.read] = self._read_other(latest)
            self.read += 1

    def is_same(self, number: int) -> bool:
        """Whether the reply to a call was read and equals the transcript's byte for byte."""
        return number < self.read and number not in self._others

    def find_reply(self, number: int) -> Reply | None:
        """Return the reply to a call, or None if it was not read."""
        if not self.is_same(number):
            return self._others.get(number)
        return self._to_reply(self._transcript.replies[number][4:], number)

    @property
    def blames_read(self) -> bool:
        """Whether a missing reply can be blamed on call number `read`.

        A worker sends its first reply at once, but buffers later ones for a moment while more calls are waiting.
        """
        return self.read == self._first_asked

    def has_asked(self, number: int) -> bool:
        """Whether a call was sent."""
        return number < self._asked

    def _skip_if_same(self, latest: float = math.inf) -> bool:
        return self._connection.skip_if_next(self._transcript.replies[self.read], self._deadline(latest))

    def _deadline(self, latest: float) -> float:
        return min(time.monotonic() + self._call_wall_s, latest)

    def _read_other(self, latest: float) -> Reply:
        frame = self._connection.read_frame(self._deadline(latest))
        self._kept_bytes += len(frame)
        if self._kept_bytes > MAX_UNREAD_BYTES:
            raise wire.WireError(f"more than {MAX_UNREAD_BYTES} bytes of prefetched answers")
        return self._to_reply(frame, self.read)

    def _to_reply(self, frame: bytes, number: int) -> Reply:
        return from_wire(wire.decode_untrusted(frame), number, self._transcript.questions[number][0], self._lengths)
