"""What a worker may and may not do, as seen from inside one."""

import os
import resource
import subprocess
import sys

import pytest

from grader.errors import SandboxError
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.worker.confinement import limits, policy
from grader.worker.confinement.readable import Readable
from tests.conftest import to_sources
from tests.unit.execution.test_session import ask

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")


@pytest.fixture(scope="module", params=["landlock", "namespaces"])
def confined(request):
    with ForkServer(request.param) as server:
        _, missing = server.describe()
        if {reason.partition(":")[0] for reason in missing} & {"landlock", "seccomp"}:
            pytest.skip(f"this machine lacks {missing}")
        yield server


def run(server, body, **limits):
    source = f"import os, sys, socket, ctypes, signal, fcntl, resource, threading\ndef f(x):\n    {body}\n"
    with WorkerSession(server, to_sources({"main.py": source}), "main.py", Limits(**limits)) as session:
        reply = ask(session)
        assert {"landlock", "seccomp"} <= set().union(*session.layers)
        return reply


@LINUX
@pytest.mark.parametrize(
    ("body", "exception"),
    [
        (f"open({__file__!r})", "PermissionError|FileNotFoundError"),
        ("open('/etc/passwd')", "PermissionError|FileNotFoundError"),
        ("os.listdir('/')", "PermissionError"),
        ("open('/tmp/left', 'w')", "PermissionError|OSError|FileNotFoundError"),
        ("open(os.__file__, 'a')", "PermissionError|OSError"),
        ("os.chmod(os.__file__, 0o777)", "PermissionError|OSError"),
        ("os.utime(os.__file__)", "PermissionError"),
        ("open('/proc/self/maps')", "PermissionError|FileNotFoundError"),
        ("socket.socket()", "PermissionError"),
        ("socket.socketpair()", "PermissionError"),
        ("os.fork()", "PermissionError|BlockingIOError"),
        ("os.execv(sys.executable, ['x'])", "PermissionError|FileNotFoundError"),
        ("threading.Thread(target=print).start()", "RuntimeError"),
        ("os.kill(os.getppid(), 0)", "PermissionError"),
        ("os.kill(-1, 0)", "PermissionError"),
        ("os.killpg(0, 0)", "PermissionError"),
        ("fcntl.fcntl(3, fcntl.F_SETOWN, 1)", "PermissionError"),
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))", "ValueError|PermissionError"),
        ("os.memfd_create('x')", "PermissionError"),
        ("os.pidfd_open(os.getpid())", "OSError"),
        ("os.pipe()", "PermissionError"),
        ("os.nice(5)", "PermissionError"),
        ("import mmap; mmap.mmap(-1, 4096).madvise(20)", "PermissionError"),  # MADV_COLD
        ("import mmap; mmap.mmap(-1, 4096).madvise(21)", "PermissionError"),  # MADV_PAGEOUT
        ("import mmap; mmap.mmap(-1, 4096).madvise(mmap.MADV_WILLNEED)", "PermissionError"),
    ],
)
def test_denied(confined, body, exception):
    assert run(confined, body).exception in exception.split("|")


@LINUX
@pytest.mark.parametrize(
    "body",
    [
        "import mmap; mmap.mmap(-1, 4096).madvise(mmap.MADV_DONTNEED); return 1.0",
        "import numpy.polynomial, numpy.ma, numpy.fft, json, decimal, statistics, fractions; return 1.0",
        "import hashlib; return float(len(hashlib.sha256(b'x').digest()))",
        "import zlib, bz2, lzma; return float(len(zlib.compress(bytes(9))))",
        "import importlib; importlib.invalidate_caches(); import colorsys; return 1.0",
        "import traceback; return float(len(traceback.format_stack()))",
        "import numpy as np; return float(np.linalg.norm(np.ones((50, 50)) @ np.ones((50, 50))))",
        "import time; time.sleep(0.001); return time.time()",
        "return float(len(os.urandom(3)))",
        "signal.setitimer(signal.ITIMER_REAL, 0); return 1.0",
        "import subprocess, multiprocessing, asyncio, tempfile, logging, unittest; return 1.0",
        "return float(os.path.exists(os.__file__))",
        "import io, contextlib\n    with contextlib.redirect_stdout(io.StringIO()): print(1)\n    return 1.0",
    ],
)
def test_allowed(confined, body):
    reply = run(confined, body)
    assert reply.value > 0, reply


@LINUX
def test_the_i386_way_into_the_kernel_ends_the_process(confined):
    if os.uname().machine != "x86_64":
        pytest.skip("x86_64 only")
    getpid = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20; int 0x80; ret
    body = (
        f"import mmap; code = mmap.mmap(-1, 4096, prot=7); code.write({getpid!r})\n"
        "    place = ctypes.addressof(ctypes.c_char.from_buffer(code))\n"
        "    return float(ctypes.CFUNCTYPE(ctypes.c_int)(place)())"
    )
    reply = run(confined, body)
    assert reply.verdict == "died"
    assert "signal 31" in reply.summary


def test_a_layer_that_is_claimed_and_does_not_hold_is_an_error(monkeypatch):
    weak = policy.Policy(2**30)
    assert "landlock" not in weak.claims
    monkeypatch.setattr(policy, "observed_layers", lambda: ("own_session",))
    for name in ("setsid", "chdir", "umask"):
        monkeypatch.setattr(os, name, lambda *_: None)
    for name in ("die_with_parent", "renounce_privileges", "_leave_files_behind"):
        monkeypatch.setattr(policy, name, lambda *_: None)
    monkeypatch.setattr(limits, "apply", lambda *_: None)
    with pytest.raises(policy.UnmetError, match=r"limit_memory.* should hold but does not"):
        policy.confine(weak, 3, 64, 1, 1)


def test_layers_are_observed_and_not_assumed():
    assert "seccomp" not in policy.observed_layers()
    assert "no_new_privileges" not in policy.observed_layers()


def test_the_weakest_level_says_so():
    with ForkServer("rlimits") as server:
        session = WorkerSession(
            server, to_sources({"main.py": f"def f(x): return open({__file__!r}).read(9)"}), "main.py", Limits()
        )
        with session:
            assert ask(session).value == '"""What a'
            assert not {"landlock", "seccomp", "own_namespaces"} & set().union(*session.layers)


@LINUX
def test_an_unreachable_parent_is_noticed():
    pid = os.fork()
    if pid == 0:
        policy.die_with_parent(parent_pid=2**22 - 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


def test_what_cannot_be_prepared_is_said(monkeypatch):
    def refuse(*_arguments):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(policy.landlock, "build_ruleset", refuse)
    monkeypatch.setattr(policy.seccomp, "build_filter", refuse)
    for name in ("renounce_privileges", "demand_access"):  # of this process, which needs them
        monkeypatch.setattr(policy, name, lambda *_: None)
    prepared = policy.prepare("landlock", Readable((), ()))
    assert prepared.missing == ("landlock: Function not implemented", "seccomp: Function not implemented")
    assert not {"landlock", "seccomp"} & prepared.claims


def test_a_worker_that_cannot_be_confined_is_the_graders_fault():
    with ForkServer("landlock") as server:
        session = WorkerSession(server, to_sources({"main.py": ""}), "main.py", Limits(memory_mb=2**60))
        with pytest.raises(SandboxError, match="could not be confined"):
            ask(session)


@pytest.mark.parametrize(
    ("hard", "expected"),
    [(resource.RLIM_INFINITY, (60, 61)), (100, (60, 61)), (61, (60, 61)), (60, (59, 60)), (2, (1, 2)), (1, (1, 1))],
)
def test_processor_time_stays_below_the_machine_s_own_limit(hard, expected):
    """A lower hard limit, as a CI job or a shell may have, once made every worker unusable for an ordinary user."""
    assert limits.to_cpu_limit(60, hard) == expected


def test_worker_starts_under_a_low_limit_on_processor_time():
    script = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from grader.worker.confinement import limits
limits._limit = lambda *_: None
limits.apply(0, 60)
print(resource.getrlimit(resource.RLIMIT_CPU))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "(29, 30)\n", done.stderr
