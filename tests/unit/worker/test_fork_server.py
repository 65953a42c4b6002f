"""The fork server's own loop, with processes of ours in the place of forked workers."""

import os
import signal
import socket
import subprocess
import threading

import pytest

from grader.worker import fork_server, wire
from grader.worker.confinement import policy


@pytest.fixture
def control(monkeypatch):
    monkeypatch.setattr(fork_server, "_prepare", lambda *_: policy.Policy(0))
    # The server takes all children of its process for workers' leavings; here they are other tests' too.
    monkeypatch.setattr(fork_server, "_expect_strays", lambda: None)
    monkeypatch.setattr(fork_server, "_kill_strays", lambda *_: None)
    children = []

    def spawn(_policy, _control, descriptor, seconds, *_limits):
        os.close(descriptor)
        children.append(subprocess.Popen(["sleep", str(seconds)], start_new_session=True))
        return children[-1].pid

    monkeypatch.setattr(fork_server, "_spawn", spawn)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(10.0)
    with ours, theirs:
        thread = threading.Thread(target=fork_server.serve_forks, args=(theirs, "", "rlimits", 0), daemon=True)
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
    assert request(control, ("reap", spawn(control, 100), 0.0))[:4] == ("reaped", 0, signal.SIGKILL, True)


def test_worker_that_ended_is_told_from_one_that_was_killed(control):
    assert request(control, ("reap", spawn(control, 0), 5.0))[:4] == ("reaped", 0, 0, False)


def test_workers_that_are_left_die_with_the_server(control):
    pid = spawn(control, 100)
    control.shutdown(socket.SHUT_RDWR)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
