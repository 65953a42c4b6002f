"""The grader's end of a worker's socket: frames are posted without waiting, and read within a deadline.

Requests can be posted ahead of the replies to those before them. Neither side may then wait for the other to
read: with both buffers full, that would be for ever. So nothing here blocks but `poll`, which waits for both
directions at once.
"""

from __future__ import annotations

import select
import struct
import time
from typing import TYPE_CHECKING

from grader.worker import frames, wire

if TYPE_CHECKING:
    import socket

_CHUNK_BYTES = 1 << 18
MAX_UNREAD_BYTES = 4 * wire.MAX_FRAME_BYTES
_LENGTH = struct.Struct("<I")


def to_frame(payload: bytes) -> bytes:
    """Return the payload with its length in front, as it crosses the socket."""
    return _LENGTH.pack(len(payload)) + payload


class Connection:
    """Frames to and from one worker.

    Attributes:
        last_bytes: the length of the frame that `read_frame` read last.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.last_bytes = 0
        sock.setblocking(False)
        self._sock = sock
        self._unsent = b""
        self._unread = bytearray()
        self._at = 0
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)

    def close(self) -> None:
        """Close the socket; what was not sent or read is lost."""
        self._sock.close()

    def post(self, data: bytes) -> None:
        """Send whole frames, now or while replies are waited for.

        Raises:
            Disconnected: the other side closed the connection.
        """
        self._unsent += data
        self._send()

    def skip_if_next(self, expected: bytes, deadline: float) -> bool:
        """Read the next frame if it is `expected`, length included; return whether it was.

        Raises:
            TimeoutError: it was not complete by `deadline` (of `time.monotonic`).
            Disconnected: the other side closed the connection.
        """
        end = self._end_of(len(expected))
        while len(self._unread) < end:
            if self._unread[self._at :] != expected[: len(self._unread) - self._at]:
                return False
            self._receive(deadline)
        if self._unread[self._at : end] != expected:
            return False
        self._at = end
        return True

    def read_frame(self, deadline: float) -> bytes:
        """Read the next frame.

        Raises:
            TimeoutError: it was not complete by `deadline` (of `time.monotonic`).
            Disconnected: the other side closed the connection.
            WireError: it announces more bytes than any frame may have.
        """
        length = _LENGTH.unpack(self._read(4, deadline))[0]
        if length > wire.MAX_FRAME_BYTES:
            raise wire.WireError(f"a frame of {length} bytes; at most {wire.MAX_FRAME_BYTES} are allowed")
        self.last_bytes = length
        return self._read(length, deadline)

    def _read(self, count: int, deadline: float) -> bytes:
        end = self._end_of(count)
        while len(self._unread) < end:
            self._receive(deadline)
        data = bytes(self._unread[self._at : end])
        self._at = end
        return data

    def _end_of(self, count: int) -> int:
        """Return where the next `count` bytes end, and forget those that were read if it costs nothing."""
        if self._at == len(self._unread):
            self._unread.clear()
            self._at = 0
        return self._at + count

    def _send(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[self._sock.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:  # a broken pipe or a reset, each of which means that the worker is gone
            raise frames.Disconnected from None

    def _receive(self, deadline: float) -> None:
        """Wait until something came, and send meanwhile what could not be sent before."""
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

    def _wait(self, deadline: float) -> None:
        left_s = deadline - time.monotonic()
        self._poll.modify(self._sock, select.POLLIN | (select.POLLOUT if self._unsent else 0))
        if left_s <= 0 or not self._poll.poll(left_s * 1000):
            raise TimeoutError
        if self._unsent:
            self._send()
