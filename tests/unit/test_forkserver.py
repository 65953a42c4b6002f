"""The fork server as a process: nothing is left of it, however the grader ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.forkserver import ForkServer, Limits
from tests.conftest import ROOT

GRADER = """
import sys, threading
from grader.forkserver import ForkServer, Limits
from grader.session import Session
from grader.worker import wire

with ForkServer(sys.argv[1]) as server:
    source = (("main.py", "def f():\\n    while True: pass"),)
    session = Session(server, {"main.py": source}, "main.py", Limits(call_wall_s=100.0))
    threading.Timer(0.5, print, ["running"], {"flush": True}).start()
    session.call("f", wire.encode(((), {})))
"""


def find_processes(grader_pid):
    """Return the fork servers and workers of a grader, which its pid on their command line tells."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue  # it ended meanwhile
        if words[-2:-1] == [str(grader_pid).encode()] and state != "Z":
            found.append(int(folder.name))
    return found


def wait_for(condition, wall_s=5.0):
    deadline = time.monotonic() + wall_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot tie a process to its parent")
@pytest.mark.parametrize("level", ["rlimits", "landlock", "namespaces"])
@pytest.mark.parametrize("stopped", [False, True])
def test_no_process_survives_the_grader(level, stopped):
    command = [sys.executable, "-c", GRADER, level]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as grader:
        assert grader.stdout.readline() == b"running\n"
        processes = find_processes(grader.pid)
        assert len(processes) >= 2
        if stopped:  # a fork server that cannot see the socket close
            os.kill(min(processes), signal.SIGSTOP)
        grader.kill()
    assert wait_for(lambda: not find_processes(grader.pid)), find_processes(grader.pid)


@pytest.mark.parametrize("level", ["rlimits", "landlock", "namespaces"])
def test_closing_leaves_no_process(level):
    others = find_processes(os.getpid())  # another test's fork server may still run
    with ForkServer(level) as server:
        _, sock = server.spawn(Limits())
        assert len(find_processes(os.getpid())) >= len(others) + 2
    sock.close()
    assert wait_for(lambda: find_processes(os.getpid()) == others)


def test_levels_are_not_exceeded():
    with ForkServer("rlimits") as server:
        assert server.describe() == (0, ())
