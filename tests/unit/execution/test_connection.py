"""The grader's end of a worker's socket."""

import socket
import threading
import time

import pytest

from grader.execution.connection import Connection, to_frame
from grader.worker import frames, wire


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    yield connection, theirs
    connection.close()
    theirs.close()


def soon(wall_s=0.05):
    return time.monotonic() + wall_s


def test_frames_are_read_one_by_one(ends):
    connection, theirs = ends
    theirs.sendall(to_frame(b"one") + to_frame(b"two"))
    assert [connection.read_frame(soon()), connection.read_frame(soon())] == [b"one", b"two"]
    with pytest.raises(TimeoutError):
        connection.read_frame(soon())


def test_expected_frame_is_skipped_and_another_one_left(ends):
    connection, theirs = ends
    theirs.sendall(to_frame(b"one") + to_frame(b"two"))
    assert connection.skip_if_next(to_frame(b"one"), soon())
    assert not connection.skip_if_next(to_frame(b"twin"), soon())
    assert connection.read_frame(soon()) == b"two"


def test_a_wrong_beginning_is_not_waited_for(ends):
    connection, theirs = ends
    theirs.sendall(to_frame(b"long one")[:6])
    assert not connection.skip_if_next(to_frame(b"something"), soon(60.0))
    with pytest.raises(TimeoutError):
        connection.skip_if_next(to_frame(b"long one"), soon())


def test_two_full_buffers_do_not_deadlock(ends):
    connection, theirs = ends
    frame = to_frame(bytes(100_000))

    def echo():
        reader = frames.Reader(theirs)
        for _ in range(50):
            frames.write_frame(theirs, reader.read_frame())

    thread = threading.Thread(target=echo)
    thread.start()
    connection.post(frame * 50)  # 5 MB, far more than both buffers hold
    assert all(connection.skip_if_next(frame, soon(10.0)) for _ in range(50))
    thread.join()


def test_hangups_and_frames_that_are_too_long(ends):
    connection, theirs = ends
    theirs.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(wire.WireError, match="4294967295 bytes"):
        connection.read_frame(soon())
    theirs.close()
    with pytest.raises(frames.Disconnected):
        connection.read_frame(soon())
    with pytest.raises(frames.Disconnected):
        connection.post(to_frame(b"anyone?"))


def test_writer_sends_the_first_frame_at_once_and_holds_others_back(ends):
    connection, theirs = ends
    writer = frames.Writer(theirs)
    writer.flush()
    writer.write_frame(b"first")
    assert connection.read_frame(soon(1.0)) == b"first"
    writer.write_frame(bytes(frames.CHUNK_BYTES + 1))
    assert len(connection.read_frame(soon(1.0))) == frames.CHUNK_BYTES + 1
    writer.write_frame(b"held")
    writer.flush()
    assert connection.read_frame(soon(1.0)) == b"held"
