"""What students see in a real terminal, 80 and 120 columns wide, in colour and without."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata

import pytest

from tests.toy import SPEC, write_student_folder

HINTED = SPEC.replace("POINTS = 4\n", 'POINTS = 4\nHINTS = ("Look at the statement, and think. " * 8,)\n')
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A command in a pseudo-terminal of its own."""

    def __init__(self, command, folder, columns, rows, **environment):
        self.main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES", "FORCE_COLOR")}
        environment = {**kept, "TERM": "xterm-256color", **environment}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=side,
            stdout=side,
            stderr=side,
            start_new_session=True,
            # A shell's background job ignores Ctrl-C, and so would all that it starts, these tests included.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(side)
        self.text = ""

    def read_until(self, words, limit_s=60):
        """Read until the words have come; the limit is there only to end a test that hangs."""
        end = time.monotonic() + limit_s
        while words not in ESCAPE.sub("", self.text):
            assert time.monotonic() < end, f"{words!r} did not come: {self.text}"
            self._read()
        return self.text

    def read_all(self, limit_s=60):
        """Read until the command ends."""
        end = time.monotonic() + limit_s
        while self._read():
            assert time.monotonic() < end, f"it did not end: {self.text}"
        self.process.wait(limit_s)
        os.close(self.main)
        return self.text

    def _read(self):
        if not select.select([self.main], [], [], 1)[0]:
            return self.process.poll() is None
        try:
            data = os.read(self.main, 65536)
        except OSError:  # the other side is closed
            return False
        self.text += data.decode()
        return bool(data)


@pytest.fixture
def folder(tmp_path):
    folder = write_student_folder(tmp_path, spec=HINTED)
    (folder / "a1_toys" / "double.py").write_text("def double(x):\n    return 3 * x - 1 + 0 * x\n")
    return folder


@pytest.fixture
def start(folder, root):
    def start_one(*words, columns=80, rows=40, **environment):
        command = [sys.executable, "-P", "-m", "grader", *words]
        return Terminal(command, folder, columns, rows, PYTHONPATH=str(root), **environment)

    return start_one


def widths(text):
    """Return how many columns each line takes; what is wide takes two."""
    lines = ESCAPE.sub("", text).replace("\r", "").split("\n")
    return [sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip()) for line in lines]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("words", [("check",), ("check", "double"), ("hint", "double"), ("pack",)])
def test_lines_fit(start, words, columns):
    text = start(*words, columns=columns).read_all()
    assert len(text) > 100
    assert max(widths(text)) <= columns


@pytest.mark.parametrize(
    "words", [("check",), ("check", "double"), ("hint", "double"), ("pack",), ("--help",), ("check", "--help")]
)
def test_nothing_is_padded_in_a_pipe(folder, root, words):
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "120"}
    command = [sys.executable, "-P", "-m", "grader", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert len(done.stdout) > 100
    assert [line for line in done.stdout.splitlines() if line != line.rstrip()] == []
    assert "\x1b" not in done.stdout


def test_wide_terminals_are_used(start):
    assert max(widths(start("hint", "double", columns=120).read_all())) > 80


def test_colour_and_its_absence(start):
    coloured = start("check").read_all()
    assert "\x1b[31m" in coloured  # red
    plain = start("check", NO_COLOR="1").read_all()
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", plain)
    assert ESCAPE.sub("", plain) == ESCAPE.sub("", coloured)


def test_watching_keeps_the_top_on_the_screen(start, folder):
    (folder / "a1_toys" / "double.py").write_text("def double(x):\n    print('one\\n' * 60)\n    return 3 * x\n")
    terminal = start("watch", rows=10)
    lines = ESCAPE.sub("", terminal.read_until("Waiting for the next save")).split("\r\n")
    assert len(lines) <= 10
    assert lines[0].startswith("✗ wrong: Doubling")
    assert re.fullmatch(r"… \d+ more lines: grader check double", lines[6].strip())
    os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.read_all()


def test_watching_shows_a_save_and_ends_with_ctrl_c(start, folder):
    terminal = start("watch")
    terminal.read_until("Waiting for the next save")
    (folder / "a1_toys" / "double.py").write_text("def double(x):\n    return 2 * x\n")
    text = terminal.read_until("All 2 checks passed.")
    assert "\x1b[2J" in text  # the screen was cleared, and not scrolled
    os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.read_all()
    assert terminal.process.returncode == 0
    assert "Traceback" not in terminal.text
