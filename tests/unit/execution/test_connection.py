"""The grader's end of a worker's socket."""

import itertools
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


@pytest.mark.parametrize("skips", [False, True])
def test_buffer_stays_small_where_it_is_never_empty(ends, skips):
    connection, theirs = ends
    frame = to_frame(bytes(10_000))
    theirs.sendall(frame[:100])
    largest = 0
    for _ in range(1_000):  # 10 MB, and after each frame the beginning of the next one is here already
        theirs.sendall(frame[100:] + frame[:100])
        assert connection.skip_if_next(frame, soon(10.0)) if skips else connection.read_frame(soon(10.0))
        largest = max(largest, len(connection._unread))
    assert largest < 1_000_000


def test_what_a_slow_reader_leaves_unsent_arrives_in_order(ends):
    connection, theirs = ends
    posts = [to_frame(bytes([number]) * 300_000) for number in range(20)]
    for post in posts:
        connection.post(post)
    assert connection.is_sending
    read = bytearray()
    while len(read) < sum(map(len, posts)):
        read += theirs.recv(1 << 20)
        connection._send()
    assert bytes(read) == b"".join(posts)
    assert not connection.is_sending


def test_what_came_after_the_last_frame_is_seen(ends):
    connection, theirs = ends
    assert not connection.has_unread()
    theirs.sendall(to_frame(b"one"))
    assert connection.has_unread()
    assert connection.read_frame(soon()) == b"one"
    assert not connection.has_unread()
    theirs.sendall(to_frame(b"two") + b"\1")
    assert connection.read_frame(soon()) == b"two"
    assert connection.has_unread()


class Dripping:
    """A socket from which one byte comes each time, a second after the last one."""

    def __init__(self, sock, clock):
        self.sock = sock
        self.clock = clock
        self.bytes = itertools.chain([b"\0", b"\0", b"\1", b"\0"], itertools.repeat(b"x"))

    def recv(self, _count):
        self.clock[0] += 1.0
        return next(self.bytes)

    def __getattr__(self, name):
        return getattr(self.sock, name)


def test_bytes_that_never_fail_to_come_do_not_outlive_the_deadline(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("grader.execution.connection.time.monotonic", lambda: clock[0])
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for read in (Connection.read_frame, lambda c, deadline: c.skip_if_next(b"\0\0\1\0" + b"x" * 100, deadline)):
            connection = Connection(Dripping(ours, clock))
            started = clock[0]
            with pytest.raises(TimeoutError):
                read(connection, started + 20.5)
            assert clock[0] == started + 21.0
