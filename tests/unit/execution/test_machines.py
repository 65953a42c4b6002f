"""Machines that lack something, emulated by a filter on the system calls of the grader."""

import json
import os
import socket
import subprocess
import sys

import pytest

from grader.execution import isolation
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.worker.confinement import seccomp
from tests.conftest import ROOT, to_sources
from tests.toy import write_course
from tests.unit.execution.test_session import ask

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine != "x86_64", reason="the numbers below are those of Linux on x86_64"
)

EPERM, EINVAL, ENOSYS = (seccomp.FAIL | number for number in (1, 22, 38))
UNSHARE, MOUNT, PIVOT_ROOT, PRCTL, CREATE_RULESET = 272, 165, 155, 157, 444


def deny(verdict):
    return [seccomp.give(verdict)]


def deny_if_argument(index, at_least, verdict):
    offset = 16 + 8 * index
    return [seccomp.load_field(offset), (0x35, 0, 1, at_least), seccomp.give(verdict), seccomp.give(seccomp.ALLOW)]


def deny_if_equal(index, value, verdict):
    offset = 16 + 8 * index
    return [seccomp.load_field(offset), (0x15, 0, 1, value), seccomp.give(verdict), seccomp.give(seccomp.ALLOW)]


NO_NAMESPACES = {UNSHARE: deny(EPERM), MOUNT: deny(EPERM), PIVOT_ROOT: deny(EPERM)}
# What is missing, the level that is left, the version of Landlock, and what is said to be missing.
MACHINES = {
    "everything": ({}, "namespaces", 7, []),
    "container": (NO_NAMESPACES, "landlock", 7, ["namespaces: unshare: Operation not permitted"]),
    "no mounts": ({MOUNT: deny(EPERM)}, "landlock", 7, ["namespaces: mount: Operation not permitted"]),
    "announces 7, takes 5": (
        NO_NAMESPACES | {CREATE_RULESET: deny_if_argument(1, 24, EINVAL)},
        "landlock",
        5,
        ["namespaces: unshare: Operation not permitted"],
    ),
    "announces 7, takes 3": (
        NO_NAMESPACES | {CREATE_RULESET: deny_if_argument(1, 16, EINVAL)},
        "landlock",
        3,
        ["namespaces: unshare: Operation not permitted"],
    ),
    "announces 7, takes none": (
        NO_NAMESPACES | {CREATE_RULESET: deny_if_argument(1, 8, EINVAL)},
        "rlimits",
        0,
        ["namespaces: unshare: Operation not permitted", "landlock: syscall: Invalid argument"],
    ),
    "no Landlock": (
        NO_NAMESPACES | {CREATE_RULESET: deny(ENOSYS)},
        "rlimits",
        0,
        ["namespaces: unshare: Operation not permitted", "landlock: syscall: Function not implemented"],
    ),
    "no Landlock, but namespaces": (
        {CREATE_RULESET: deny(ENOSYS)},
        "namespaces",
        0,
        ["landlock: syscall: Function not implemented"],
    ),
    "no seccomp": (
        NO_NAMESPACES | {PRCTL: deny_if_equal(0, 22, EINVAL)},
        "rlimits",
        7,
        ["namespaces: unshare: Operation not permitted", "seccomp: the kernel has no seccomp filters"],
    ),
}
ON_MACHINE = """
import json, sys
from pathlib import Path
from grader.worker.confinement import kernel, seccomp

program = seccomp.to_filter(bytes.fromhex(sys.argv[1]))
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
if sys.argv[2] == "outer filter":
    seccomp.install_filter(program)

from grader import load_course, load_submission, grade
from grader.execution.forkserver import ForkServer

course = load_course(sys.argv[3])
with ForkServer() as server:
    report = grade(course, load_submission(Path(sys.argv[4])), server)
found = report.isolation
print(json.dumps([report.score, found.level, found.landlock_abi, list(found.missing), list(found.possible)]))
"""


def on_machine(lacks, tmp_path):
    course = write_course(tmp_path / "course")
    student = tmp_path / "student"
    student.mkdir()
    (student / "double.py").write_text("def double(x):\n    return 2 * x\n")
    code = seccomp.assemble(0xC000003E, lacks, seccomp.ALLOW, seccomp.ALLOW).code
    mode = "outer filter" if lacks else "none"
    command = [sys.executable, "-c", ON_MACHINE, code.raw.hex(), mode, str(course), str(student)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def really_missing():
    with ForkServer() as server:
        return to_layers(server.describe()[1])


def to_layers(missing):
    return {reason.partition(":")[0] for reason in missing}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_level_is_what_the_machine_has(machine, tmp_path, really_missing):
    lacks, level, abi, missing = MACHINES[machine]
    if really_missing - to_layers(missing):
        pytest.skip(f"this machine lacks {really_missing} itself")
    score, found_level, found_abi, found_missing, possible = on_machine(lacks, tmp_path)
    assert (score, found_level, found_missing) == (4.0, level, missing)
    assert found_abi <= abi
    assert ("read_reference" in possible) == (level == "rlimits" and abi == 0)
    assert ("make_sockets" in possible) == ("seccomp" in machine)


def test_without_fork_a_worker_is_a_new_interpreter(monkeypatch):
    monkeypatch.setattr("grader.execution.forkserver._METHOD", "spawn")
    monkeypatch.setattr("grader.execution.forkserver._CONTROL_KIND", socket.SOCK_STREAM)
    source = "import os\ndef f(x): return [float(len(os.environ)), x.sum()]\ndef g(x): os._exit(3)"
    with ForkServer("rlimits") as server:
        for _ in range(2):
            with WorkerSession(server, to_sources({"main.py": source}), "main.py", Limits()) as session:
                assert ask(session).value == [0.0, 3.0]
                assert ask(session, "g").verdict == "died"
                assert {"limit_cpu", "own_session", "empty_environment"} <= set().union(*session.layers)
        found = isolation.observe(server, None)
    assert found.level == "rlimits"
    assert "read_files" in found.possible
