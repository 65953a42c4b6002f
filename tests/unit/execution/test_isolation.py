"""What the canary finds out, and what follows from it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from grader.errors import IsolationError, SandboxError
from grader.execution import isolation
from grader.execution.forkserver import ForkServer
from tests.conftest import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
LAYERS = ("landlock", "own_namespaces", "own_session", "seccomp")
CONTAINED = msgspec.structs.replace(isolation.NOTHING_RAN, level="namespaces", layers=LAYERS, reference_protected=True)
UNCONFINED = """
import json, sys
from pathlib import Path
from grader.execution import isolation, isolation_probes

found = []
with isolation._lay_bait(Path("reference")) as bait:
    for name in isolation.find_probes():
        try:
            if getattr(isolation_probes, name)({**bait, "pid": int(sys.argv[1])}):
                found.append(name)
        except Exception:
            continue
    bait["folder"] and (Path(bait["folder"]) / "made").rmdir()
print(json.dumps(found))
"""


@LINUX
def test_every_probe_works_where_nothing_is_confined():
    # A process of its own, for another to be the grader that is signalled and looked into.
    with subprocess.Popen(["sleep", "60"]) as victim:
        command = [sys.executable, "-c", UNCONFINED, str(victim.pid)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        victim.kill()
    assert done.returncode == 0, done.stderr
    missed = set(isolation.find_probes()) - set(msgspec.json.decode(done.stdout))
    # Called from outside a worker, there is no grader's socket; privileges and settings of the machine decide these.
    assert missed <= {
        "send_signals_by_socket",
        "read_fork_server_memory",
        "mount_file_systems",
        "make_namespaces",
        "trace_grader",
        "raise_limits",
        "make_rings_of_calls",
    }


@LINUX
@pytest.mark.parametrize(("level", "possible"), [("landlock", ("see_that_files_exist",)), ("namespaces", ())])
def test_what_is_possible_at_each_level(level, possible, root):
    with ForkServer(level) as server:
        found = isolation.observe(server, root / "reference")
        if found.missing:
            pytest.skip(f"this machine lacks {found.missing}")
        assert found.level == level
        assert found.possible == possible
        assert found.reference_protected
        assert isolation.observe(server, root / "reference") is found
        isolation.require_containment(found)


def test_the_weakest_level_is_seen_through(root):
    with ForkServer("rlimits") as server:
        found = isolation.observe(server, root / "reference")
    assert found.level == "rlimits"
    assert {"read_files", "read_reference", "signal_grader", "make_sockets"} <= set(found.possible)
    assert not found.reference_protected
    with pytest.raises(IsolationError, match=r"it could .*read reference.*grader doctor"):
        isolation.require_containment(found)


def test_a_report_says_what_held_in_every_worker():
    assert isolation.narrow(CONTAINED, []) == isolation.NOTHING_RAN
    assert isolation.narrow(CONTAINED, [LAYERS, LAYERS]) == CONTAINED
    narrowed = isolation.narrow(CONTAINED, [LAYERS, ("landlock", "seccomp")])
    assert narrowed.layers == ("landlock", "seccomp")
    assert narrowed.level == "landlock"


@pytest.mark.parametrize("lost", ["landlock", "seccomp"])
def test_one_worker_without_a_layer_lowers_the_level_of_the_submission(lost):
    narrowed = isolation.narrow(CONTAINED, [LAYERS, set(LAYERS) - {lost}, LAYERS])
    assert narrowed.level == "rlimits"
    assert not narrowed.reference_protected
    assert lost not in narrowed.layers


def test_workers_prove_nothing_where_the_canary_did_not_start():
    found = msgspec.structs.replace(isolation.NOTHING_RAN, missing=("no process",))
    assert isolation.narrow(found, [LAYERS]).level == "rlimits"
    assert isolation.narrow(CONTAINED, []).level == "none"


@pytest.mark.parametrize(
    ("layers", "possible", "level"),
    [
        (LAYERS, (), "namespaces"),
        (LAYERS, ("see_that_files_exist",), "landlock"),
        ((), ("see_that_files_exist",), "landlock"),
        (LAYERS, ("start_threads",), "rlimits"),
        (("landlock",), ("see_that_files_exist", "make_sockets"), "rlimits"),
    ],
)
def test_levels_follow_from_what_was_possible(layers, possible, level):
    assert isolation.to_level(layers, possible) == level


def test_where_no_worker_starts_nothing_is_shown(monkeypatch):
    monkeypatch.setattr("grader.execution.forkserver._MAIN", "/nonexistent/main.py")
    with ForkServer() as server:
        found = isolation.observe(server, None)
    assert found.level == "none"
    assert "failed twice" in found.missing[0]
    with pytest.raises(SandboxError, match="No worker can be started"):
        isolation.require_containment(found)


@LINUX
@pytest.mark.parametrize(
    "source",
    [
        "import os\ndef read_files(bait): os._exit(1)",
        "import os\ndef read_files(bait): os.kill(os.getpid(), 9)",
        "def read_files(bait):\n    while True: pass",
        "def read_files(bait): return 'no'",
        "def read_files(bait:",
        "def read_other_files(bait): return False",
    ],
)
def test_probe_without_an_end_counts_as_a_success(source, tmp_path, monkeypatch):
    (tmp_path / "probes.py").write_text(source)
    monkeypatch.setattr(isolation, "PROBES", tmp_path / "probes.py")
    monkeypatch.setattr(isolation, "find_probes", lambda: ["read_files"])
    monkeypatch.setattr(isolation, "_PROBE_S", 0.2)
    with ForkServer("landlock") as server:
        found = isolation.observe(server, None)
    assert found.possible == ("read_files",)
    assert found.level == "rlimits"
    assert not found.reference_protected


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_folder_for_the_bait_that_cannot_be_made_is_told(tmp_path, monkeypatch, place):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / place))
    with ForkServer() as server, pytest.raises(IsolationError, match=r"needs a writable folder, but .* Set TMPDIR"):
        isolation.observe(server, None)


def test_machine_without_a_folder_for_temporary_files_is_told(monkeypatch):
    def refuse():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", refuse)
    with ForkServer() as server, pytest.raises(IsolationError, match="no folder for temporary files is writable"):
        isolation.observe(server, None)


WAITING = """
import sys, time
from grader.execution import isolation
with isolation._lay_bait(None) as bait:
    print(bait["folder"], flush=True)
    time.sleep(60)
"""


@LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_bait_is_removed_by_a_process_that_is_told_to_end(tmp_path, number):
    command, environment = [sys.executable, "-c", WAITING], {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as waiting:
        folder = Path(waiting.stdout.readline().strip())
        assert sorted(path.name for path in folder.iterdir()) == ["file", "socket", "victim"]
        waiting.send_signal(number)
        assert waiting.wait(20) == -number
    assert list(tmp_path.iterdir()) == []


def test_bait_leaves_signals_as_they_were(monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    with isolation._lay_bait(None):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_is_observed_meanwhile_is_known_afterwards(root):
    with ForkServer() as server:
        with isolation.observing(server, root / "reference"):
            assert server.observed == {}
        (found,) = server.observed.values()
        assert isolation.observe(server, root / "reference") is found
        assert found == isolation.observe(server, None)


def test_what_is_observed_meanwhile_is_about_one_reference_only(tmp_path, root):
    with ForkServer() as server:
        with isolation.observing(server, tmp_path):
            pass
        assert list(server.observed) == [tmp_path]
        isolation.observe(server, root / "reference")
        assert list(server.observed) == [tmp_path, root / "reference"]


def test_an_error_meanwhile_leaves_neither_bait_nor_findings(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with ForkServer() as server:
        with pytest.raises(FileNotFoundError, match=r"course\.toml"), isolation.observing(server, None):
            (tmp_path / "course.toml").read_text()
        assert server.observed == {}
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_observed_meanwhile_is_left_to_later(tmp_path, monkeypatch):
    with ForkServer() as server:
        with monkeypatch.context() as patch:
            patch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
            with isolation.observing(server, None):
                pass
            with pytest.raises(IsolationError, match="needs a writable folder"):
                isolation.observe(server, None)
        with monkeypatch.context() as patch:
            patch.setattr("grader.execution.forkserver._MAIN", "/nonexistent/main.py")
            with isolation.observing(server, None):
                pass
        assert server.observed == {}
        assert isolation.observe(server, None).level != "none"
