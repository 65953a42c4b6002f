"""The fork server as a process: nothing is left of it, however the grader ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.worker import wire
from tests.conftest import ROOT, to_sources

GRADER = """
import sys, threading
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.worker import wire

with ForkServer(sys.argv[1]) as server:
    source = (("main.py", "def f():\\n    while True: pass"),)
    session = WorkerSession(server, {"main.py": source}, "main.py", Limits(call_wall_s=100.0))
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
        if str(grader_pid).encode() in words and state != "Z":
            found.append(int(folder.name))
    return found


def wait_for(condition, wall_s=5.0):
    deadline = time.monotonic() + wall_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot tie a process to its parent")
@pytest.mark.parametrize(
    ("level", "stopped"),
    [("rlimits", False), ("landlock", False), ("landlock", True), ("namespaces", False), ("namespaces", True)],
)
def test_no_process_survives_the_grader(level, stopped):
    command = [sys.executable, "-c", GRADER, level]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as grader:
        said = grader.stdout.readline()
        wait_for(lambda: len(find_processes(grader.pid)) >= 2, wall_s=30.0)  # on a busy machine, forking takes long
        processes = find_processes(grader.pid)
        if stopped:  # so that none can see its socket close
            for pid in processes:
                os.kill(pid, signal.SIGSTOP)
        grader.kill()
    assert said == b"running\n"
    assert len(processes) >= 2
    assert wait_for(lambda: not find_processes(grader.pid)), find_processes(grader.pid)


@pytest.mark.parametrize("level", ["rlimits", "landlock", "namespaces"])
def test_closing_leaves_no_process(level):
    others = find_processes(os.getpid())  # another test's fork server may still run
    with ForkServer(level) as server:
        _, sock = server.spawn(Limits())
        assert len(find_processes(os.getpid())) >= len(others) + 2
    sock.close()
    assert wait_for(lambda: find_processes(os.getpid()) == others)


DAEMON = """
import os, time
def f():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(100)
        os._exit(0)
    return 1.0
"""


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root forks in spite of the limit")
def test_where_workers_can_fork_their_children_end_with_them():
    others = find_processes(os.getpid())
    with ForkServer("rlimits") as server:
        with WorkerSession(server, to_sources({"main.py": DAEMON}), "main.py", Limits()) as session:
            assert session.call("f", wire.encode(((), {}))).value == 1.0
            time.sleep(0.1)  # until the child in between has ended
            assert wait_for(lambda: len(find_processes(os.getpid())) == len(others) + 3)
        assert wait_for(lambda: len(find_processes(os.getpid())) == len(others) + 1)


def test_levels_are_not_exceeded():
    with ForkServer("rlimits") as server:
        assert server.describe() == (0, ())


def test_the_process_starts_before_numpy_is_imported_here():
    code = (
        "import sys; from grader.execution.forkserver import ForkServer\n"
        "with ForkServer() as server:\n    server.start()\n    print(server.pid > 0, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_a_dismissed_process_ends_by_itself():
    with ForkServer() as server:
        server.describe()
        pid = server.pid
        server.dismiss()
        assert os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT).si_status == 0
    assert server.pid == 0


def test_garbage_is_collected_in_workers():
    source = (("main.py", "import gc\ndef f(): return gc.isenabled()"),)
    with ForkServer() as server, WorkerSession(server, {"main.py": source}, "main.py", Limits()) as session:
        assert session.call("f", wire.encode(((), {}))).value is True
