"""The fork server's own loop, with processes of ours in the place of forked workers."""

import os
import signal
import socket
import subprocess
import threading

import pytest

from grader.worker import confinement, server, wire


@pytest.fixture
def control(monkeypatch):
    monkeypatch.setattr(server, "_prepare", lambda: None)
    children = []

    def spawn(_control, descriptor, seconds, *_limits):
        os.close(descriptor)
        children.append(subprocess.Popen(["sleep", str(seconds)], start_new_session=True))
        return children[-1].pid

    monkeypatch.setattr(server, "_spawn", spawn)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        thread = threading.Thread(target=server.serve, args=(theirs,))
        thread.start()
        yield ours
        ours.shutdown(socket.SHUT_RDWR)
        thread.join()
    for child in children:
        child.wait()


def request(control, message, descriptors=()):
    socket.send_fds(control, [wire.encode(message)], descriptors)
    return wire.decode(control.recv(4096))


def spawn(control, seconds):
    with socket.socket() as given:
        kind, pid = request(control, ("spawn", seconds, 1), [given.fileno()])
    assert kind == "spawned"
    return pid


def test_worker_that_lives_is_killed(control):
    assert request(control, ("reap", spawn(control, 100), 0.0)) == ("reaped", 0, signal.SIGKILL)


def test_worker_that_ended_is_told_from_one_that_was_killed(control):
    assert request(control, ("reap", spawn(control, 0), 5.0)) == ("reaped", 0, 0)


def test_workers_that_are_left_die_with_the_server(control):
    pid = spawn(control, 100)
    control.shutdown(socket.SHUT_RDWR)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def test_layers_are_observed_and_not_assumed(monkeypatch):
    monkeypatch.setattr(confinement, "_status_line", lambda name: "1")
    assert "no_new_privileges" in confinement.observed_layers()
    monkeypatch.setattr(confinement, "_status_line", lambda name: "")
    assert "no_new_privileges" not in confinement.observed_layers()


def test_status_lines_come_from_the_kernel():
    assert confinement._status_line("NoNewPrivs") in ("0", "1")
