"""The grader's end of a worker's socket: non-blocking writes, reads with a deadline.

Requests may be pipelined, so neither side may block on a write until the other reads: with both buffers full,
that is a deadlock. Only `poll` blocks here, and it waits for both directions at once.
"""

from __future__ import annotations

import select
import socket
import struct
import time

from grader.worker import frames, wire

_CHUNK_BYTES = 1 << 18
MAX_UNREAD_BYTES = 4 * wire.MAX_FRAME_BYTES
_LENGTH = struct.Struct("<I")


def to_frame(payload: bytes) -> bytes:
    """Return the payload as a frame: a 32-bit little-endian length, then the payload."""
    return _LENGTH.pack(len(payload)) + payload


class Connection:
    """Frames to and from one worker.

    Attributes:
        last_bytes: the length of the last frame that `read_frame` returned.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.last_bytes = 0
        sock.setblocking(False)
        self._sock = sock
        self._unsent = b""
        self._sent = 0
        self._unread = bytearray()
        self._at = 0
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def close(self) -> None:
        """Close the socket, and drop unsent and unread data."""
        self._sock.close()

    def post(self, data: bytes) -> None:
        """Send whole frames, as far as possible now, and the rest while waiting for replies.

        Raises:
            Disconnected: the other side closed the connection.
        """
        self._unsent = self._unsent[self._sent :] + data if self._unsent else data
        self._sent = 0
        self._send()

    @property
    def is_sending(self) -> bool:
        """Whether a part of earlier posts is still unsent, since the other side does not read."""
        return bool(self._unsent)

    def has_unread(self) -> bool:
        """Whether more than the frames that were read has arrived."""
        if self._at < len(self._unread):
            return True
        try:
            return bool(self._sock.recv(1, socket.MSG_PEEK))
        except OSError:  # nothing has arrived, or the connection has ended, which the next read reports
            return False

    def skip_if_next(self, expected: bytes, deadline: float) -> bool:
        """Consume the next frame if it equals `expected`, length included; return whether it did.

        Raises:
            TimeoutError: the frame was not complete by `deadline` (of `time.monotonic`).
            Disconnected: the other side closed the connection.
        """
        end = self._end_of(len(expected))
        while len(self._unread) < end:
            if self._unread[self._at :] != expected[: len(self._unread) - self._at]:
                return False
            self._receive(end, deadline)
        if self._unread[self._at : end] != expected:
            return False
        self._at = end
        return True

    def read_frame(self, deadline: float) -> bytes:
        """Return the payload of the next frame.

        Raises:
            TimeoutError: the frame was not complete by `deadline` (of `time.monotonic`).
            Disconnected: the other side closed the connection.
            WireError: the announced length is over `wire.MAX_FRAME_BYTES`.
        """
        length = _LENGTH.unpack(self._read(4, deadline))[0]
        if length > wire.MAX_FRAME_BYTES:
            raise wire.WireError(f"a frame of {length} bytes; at most {wire.MAX_FRAME_BYTES} are allowed")
        self.last_bytes = length
        return self._read(length, deadline)

    def _read(self, count: int, deadline: float) -> bytes:
        end = self._end_of(count)
        while len(self._unread) < end:
            self._receive(end, deadline)
        data = bytes(self._unread[self._at : end])
        self._at = end
        return data

    def _end_of(self, count: int) -> int:
        """Return the end of the next `count` bytes in the buffer, from which bytes that were read are dropped first.

        A worker decides where its data ends in the buffer, so waiting until all of it was read could take for ever.
        """
        if self._at == len(self._unread) or self._at > _CHUNK_BYTES:
            del self._unread[: self._at]
            self._at = 0
        return self._at + count

    def _send(self) -> None:
        try:
            while self._sent < len(self._unsent):
                # A view: a copy of the rest for each send would take time in proportion to the square of its length.
                rest = memoryview(self._unsent)[self._sent :] if self._sent else self._unsent
                self._sent += self._sock.send(rest)
        except BlockingIOError:
            return
        except OSError:  # a broken pipe or a reset: the worker is gone
            raise frames.Disconnected from None
        self._unsent, self._sent = b"", 0

    def _receive(self, end: int, deadline: float) -> None:
        """Wait for data, and meanwhile send the rest of earlier posts; after `deadline`, it must reach to `end`."""
        while True:
            try:
                chunk = self._sock.recv(_CHUNK_BYTES)
            except BlockingIOError:
                self._wait(deadline)
                continue
            except OSError:
                raise frames.Disconnected from None
            if not chunk:
                raise frames.Disconnected
            break
        self._unread += chunk
        # Data that trickles in never makes `_wait` time out.
        if len(self._unread) < end and time.monotonic() > deadline:
            raise TimeoutError

    def _wait(self, deadline: float) -> None:
        left_s = deadline - time.monotonic()
        self._poll.modify(self._sock, select.POLLIN | (select.POLLOUT if self._unsent else 0))
        if left_s <= 0 or not self._poll.poll(left_s * 1000):
            raise TimeoutError
        if self._unsent:
            self._send()
