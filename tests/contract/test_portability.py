"""A student's checks work where there is no fork, no resource, and of signals only what Windows has."""

import os
import subprocess
import sys

import pytest

from tests.toy import write_student_folder

HIDE = """
import os, signal, socket, sys, types

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in ("resource", "fcntl", "pwd", "grp", "termios"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
for name in ("fork", "forkpty", "setsid", "killpg", "getuid", "posix_spawn", "register_at_fork"):
    delattr(os, name)
for name in ("AF_UNIX", "SOCK_SEQPACKET", "socketpair", "recv_fds", "send_fds"):
    delattr(socket, name)
there = ("SIGINT", "SIGTERM", "SIGABRT", "SIGFPE", "SIGILL", "SIGSEGV", "SIG_DFL", "SIG_IGN", "signal", "getsignal",
         "default_int_handler", "Signals", "Handlers", "raise_signal", "strsignal", "valid_signals")
sys.modules["signal"] = types.ModuleType("signal")
vars(sys.modules["signal"]).update({name: getattr(signal, name) for name in there})
"""


@pytest.fixture
def folder(tmp_path):
    folder = write_student_folder(tmp_path)
    (folder / "a1_toys" / "double.py").write_text(
        "import fractions\nwhile True: pass\ndef double(x):\n    return 2 * x\n"
    )
    return folder


def run(folder, root, code, *arguments):
    # A fresh cache, so that inputs are drawn and Hypothesis is imported as well.
    environment = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(folder.parent / "cache")}
    command = [sys.executable, "-P", "-c", HIDE + code, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_import_needs_nothing_of_the_kind(folder, root):
    assert run(folder, root, "import grader; grader.Report; grader.load_submission").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check",), "✓ double  2 checks passed"),
        (("check", "double"), "All 2 checks passed."),
        (("hint", "double"), "no hints for double"),
        (("pack",), "submission.zip is ready"),
    ],
)
def test_commands(folder, root, words, said):
    done = run(folder, root, "from grader.cli import main; main()", *words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_endless_functions_are_stopped(folder, root):
    (folder / "checks" / "course.toml").write_text('title = "Toys"\n[limits]\ncall_wall_s = 0.2\n')
    (folder / "a1_toys" / "double.py").write_text("def double(x):\n    while True: pass\n")
    done = run(folder, root, "from grader.cli import main; main()", "check", "double")
    assert done.returncode == 1, done.stderr
    assert "double did not finish within 0.2 s." in done.stdout


def test_notebook_card(folder, root):
    code = "from grader.jupyter import check\ndef double(x): return 2 * x\nprint(check('double'))"
    done = run(folder, root, code)
    assert done.returncode == 0, done.stderr
    assert "All 2 checks passed." in done.stdout
