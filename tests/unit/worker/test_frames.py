"""Frames on a socket."""

import socket
import struct
import threading
import time

import pytest

from grader.worker import frames, wire


def test_frames_cross_a_socket():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=frames.write_frame, args=(theirs, b"x" * 3_000_000))
        sender.start()
        assert frames.read_frame(ours, time.monotonic() + 10) == b"x" * 3_000_000
        sender.join()


def test_reading_times_out_and_notices_a_hangup():
    ours, theirs = socket.socketpair()
    with ours:
        with pytest.raises(TimeoutError):
            frames.read_frame(ours, time.monotonic() + 0.01)
        with pytest.raises(TimeoutError):
            frames.read_frame(ours, time.monotonic() - 1)
        theirs.close()
        with pytest.raises(frames.Disconnected):
            frames.read_frame(ours, time.monotonic() + 1)
        with pytest.raises(frames.Disconnected):
            frames.write_frame(ours, b"x")


def test_too_long_a_frame_is_refused_before_it_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack("<I", 2**31))
        with pytest.raises(wire.WireError, match="at most"):
            frames.read_frame(ours, time.monotonic() + 1)
