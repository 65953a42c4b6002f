"""Frames on a socket: a length, then one encoded value, sent and received by a deadline."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

from grader.worker import wire

if TYPE_CHECKING:
    import socket


CHUNK_BYTES = 1 << 14
DELAY_S = 0.005


class Disconnected(Exception):  # noqa: N818 - an event and not an error
    """The other side closed the connection."""


class Reader:
    """Reads frames from a socket without a deadline, buffered to save system calls."""

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(None)
        self._sock = sock
        self._unread = b""

    def read_frame(self) -> bytes:
        """Receive one frame.

        Raises:
            Disconnected: the other side closed the connection.
        """
        self._fill(4)
        (length,) = struct.unpack_from("<I", self._unread)
        self._fill(4 + length)
        frame, self._unread = self._unread[4 : 4 + length], self._unread[4 + length :]
        return frame

    def has_frame(self) -> bool:
        """Whether a whole frame is in the buffer."""
        unread = self._unread
        return len(unread) >= 4 and len(unread) >= 4 + struct.unpack_from("<I", unread)[0]

    def _fill(self, count: int) -> None:
        while len(self._unread) < count:
            try:
                chunk = self._sock.recv(CHUNK_BYTES)
            except ConnectionResetError:
                raise Disconnected from None
            if not chunk:
                raise Disconnected
            self._unread += chunk


class Writer:
    """Sends frames in batches while more requests are waiting: each send wakes up the other side.

    The first frame after a flush is sent at once, so the reply to the first call is never lost. Frames
    buffered in the last `DELAY_S` seconds are lost if the process dies; the grader then asks again.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._unsent: list[bytes] = []
        self._bytes = 0
        self._sent = 0.0

    def write_frame(self, payload: bytes) -> None:
        """Send one frame, or buffer it until a later write or `flush`."""
        self._unsent += (struct.pack("<I", len(payload)), payload)
        self._bytes += len(payload)
        if self._bytes > CHUNK_BYTES or time.monotonic() - self._sent > DELAY_S:
            self._send()

    def flush(self) -> None:
        """Send all buffered frames, and let the next frame be sent at once."""
        self._send()
        self._sent = 0.0

    def _send(self) -> None:
        if self._unsent:
            self._sock.sendall(b"".join(self._unsent))
            self._unsent.clear()
            self._bytes = 0
        self._sent = time.monotonic()


def write_frame(sock: socket.socket, payload: bytes, deadline: float | None = None) -> None:
    """Send one frame, by `deadline` (of `time.monotonic`) if there is one.

    Raises:
        TimeoutError: the other side did not read in time.
        Disconnected: the other side closed the connection.
    """
    sock.settimeout(_seconds_left(deadline))
    try:
        sock.sendall(struct.pack("<I", len(payload)) + payload)
    except (BrokenPipeError, ConnectionResetError):
        raise Disconnected from None


def read_frame(sock: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one frame, by `deadline` (of `time.monotonic`) if there is one.

    Raises:
        TimeoutError: the frame was not complete in time.
        Disconnected: the other side closed the connection.
        WireError: the announced length is over the limit.
    """
    (length,) = struct.unpack("<I", _read_exactly(sock, 4, deadline))
    if length > wire.MAX_FRAME_BYTES:
        raise wire.WireError(f"a frame of {length} bytes; at most {wire.MAX_FRAME_BYTES} are allowed")
    return bytes(_read_exactly(sock, length, deadline))


def _seconds_left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read_exactly(sock: socket.socket, count: int, deadline: float | None) -> bytearray:
    # Grows with the bytes received, so a large announced length alone costs no memory.
    data = bytearray()
    while len(data) < count:
        sock.settimeout(_seconds_left(deadline))
        try:
            chunk = sock.recv(min(count - len(data), 1 << 20))
        except ConnectionResetError:
            raise Disconnected from None
        if not chunk:
            raise Disconnected
        data += chunk
    return data
