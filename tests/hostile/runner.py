"""The grader under attack: a process that grades what it is told to, and looks at what came of it.

It runs as root or as an ordinary user, at one isolation level, with a course, a report and a secret of its own:
`python -m tests.hostile.runner LEVEL`. Requests and results are lines of JSON.
"""

import contextlib
import csv
import ctypes
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import hypothesis

import grader
from grader.batch import summary
from grader.course.course import load_course
from grader.errors import SubmissionError
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.exercise.declared_form import DECLARED_FORM
from grader.grading.grading import grade
from grader.grading.writing import report_unreadable
from grader.reports.report import to_json
from grader.reports.terminal import render_report, to_text
from grader.reports.views import to_student_view
from grader.submissions.submission import find_id, load_submission
from grader.text import one_line
from tests.hostile.processes import find_descendants, find_left
from tests.toy import REFERENCE, write_course

PUBLIC = '''"""Public checks."""

import numpy as np

from grader.exercise import assert_close, check


@check(weight=1)
def worked_number(student):
    """One doubled is two."""
    assert_close(student.double(np.array([1.0])), np.array([2.0]))
'''
HIDDEN = '''"""Hidden checks."""

import numpy as np

from grader.exercise import assert_close, check


@check(weight=3)
def matches(student, reference):
    """Twice the input is what comes out."""
    for x in (np.array([7129.0, 0.5]), np.array([-3.0, 2.0, 1.0])):
        expected = reference.double(x)
        assert_close(student.double(x), expected)
'''
HIDDEN_INPUTS = ("7129", "7130")
RIGHT = "def double(x):\n    return 2 * x\n"
SHORT = Limits(
    call_wall_s=0.2, load_wall_s=0.5, statement_wall_s=0.1, exercise_wall_s=5.0, memory_mb=256, timeouts_per_function=1
)
USUAL = Limits(call_wall_s=5.0, load_wall_s=10.0, statement_wall_s=2.0, memory_mb=256)
WORLD = ("/tmp", "/var/tmp", "/dev/shm", "/")  # where anybody may leave something
BETRAYING = ("/tmp/pickled", "/tmp/shell-was-here")
WAIT_S = 0.3
_SUBREAPER = 36


class Grader:
    """A course, a fork server, and things that an attack would like to reach."""

    def __init__(self, level):
        self.work = Path(tempfile.mkdtemp(prefix="grader-under-attack-"))
        self.work.chmod(0o755)
        self.mark = f"left-by-an-attack-{secrets.token_hex(4)}"
        self.secret = secrets.token_hex(16)
        self.key = secrets.randbelow(2**30) + 1
        self.result = self.work / "result.json"
        self.sockets = self._listen()
        os.environ["XDG_CACHE_HOME"] = str(self.work / "cache")
        reference = REFERENCE + f"\n\nREFERENCE = {self.secret!r}\ntwice_by_reference = double\n"
        root = write_course(self.work / "course", public_checks=PUBLIC, hidden_checks=HIDDEN, reference=reference)
        self.course = load_course(root)
        self.course.exercises[0].evidence.get()  # cached when a check first fails, which is no attack
        self.server = ForkServer(level)
        self.state, self.cache = self._hash("course"), self._hash("cache")
        self._write_result()
        if self._grade(self._honest(), USUAL).score != self.course.exercises[0].points:
            raise RuntimeError("an honest submission gets less than full marks before any attack")

    def attack(self, path, short):
        """Grade a submission, then an honest one; return what happened, and what harm was done."""
        before, server = find_descendants(os.getpid()), self.server._process
        report = self._grade(Path(path), SHORT if short else USUAL)
        died = self.server._process is not server
        if died:
            self.server.close()
        left = find_left(set() if died else before, WAIT_S)
        harm = ["process left"] * bool(left) + self._find_harm(report) + ["fork server died"] * died
        checks = [check for check in report.exercises[0].checks if check.id != DECLARED_FORM]  # says what others say
        honest = self._grade(self._honest(), USUAL)
        if honest.score != honest.max_score:
            harm.append("honest work lost points")
        return {
            "verdicts": [check.verdict for check in checks],
            "text": "\n".join([*(check.message for check in checks), *report.submission.notes]),
            "score": report.score,
            "harm": harm,
            "isolation": report.isolation.level,
            "instructor_sees_inputs": any(number in to_json(report).decode() for number in HIDDEN_INPUTS),
        }

    def prepare(self, source):
        """Make a submission of an attack's file, with what its author might have learnt of this machine beside it."""
        places = {
            "REFERENCE": str(self.work / "course" / "reference" / "a1_toys" / "e1_double.py"),
            "RESULT": str(self.result),
            "WORK": str(self.work),
            "MARK": self.mark,
            "KEY": self.key,
            "SECRET_REVERSED": self.secret[::-1],
            "GRADER": os.getpid(),
            "CACHE": os.environ["XDG_CACHE_HOME"],
            "ENGINE": str(Path(grader.__file__).parent),
            "PACKAGES": str(Path(hypothesis.__file__).parent.parent),
            "PORT": self.sockets[0].getsockname()[1],
            "SOCKET": str(self.work / "socket"),
            "ABSTRACT": self.mark,
        }
        folder = self.work / "submission"
        folder.mkdir(exist_ok=True)
        shutil.copy(source, folder / "double.py")
        shutil.copy(Path(__file__).with_name("target.py"), folder)
        (folder / "places.py").write_text("".join(f"{name} = {value!r}\n" for name, value in places.items()))
        return folder

    def close(self):
        """End the fork server and remove what was made."""
        self.server.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def _grade(self, path, limits):
        course = replace(self.course, limits=limits)
        try:
            return grade(course, load_submission(path), self.server)
        except (SubmissionError, OSError) as error:
            return report_unreadable(course, find_id(path), one_line(str(error)))

    def _honest(self):
        path = self.work / "honest"
        path.mkdir(exist_ok=True)
        (path / "double.py").write_text(RIGHT)
        return path

    def _listen(self):
        stream, datagram = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        stream.bind(("127.0.0.1", 0))
        datagram.bind(stream.getsockname())
        local, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        local.bind(str(self.work / "socket"))
        abstract.bind("\0" + self.mark)
        for sock in (stream, local, abstract):
            sock.listen()
        for sock in (stream, datagram, local, abstract):
            sock.setblocking(False)
        return stream, datagram, local, abstract

    def _write_result(self):
        if self.result.is_symlink() or self.result.exists():
            self.result.unlink()
        self.result.write_text('{"score": 0}')
        self.result.chmod(0o666)
        os.utime(self.result, (1e9, 1e9))

    def _hash(self, folder):
        digest = hashlib.sha256()
        for path in sorted((self.work / folder).rglob("*")):
            if "__pycache__" not in path.parts or path.suffix != ".pyc":
                digest.update(f"{path} {path.stat().st_mode}".encode() + (path.read_bytes() if path.is_file() else b""))
        return digest.hexdigest()

    def _find_harm(self, report):
        """Return what the attack has achieved, in words."""
        harm = []
        if self._is_result_changed():
            harm.append("result changed")
            self._write_result()
        if self._hash("course") != self.state:
            harm.append("course changed")
            self.state = self._hash("course")
        if self._hash("cache") != self.cache:
            harm.append("cache changed")
            self.cache = self._hash("cache")
        if self._take_left_files():
            harm.append("file left")
        if _remove_shared_memory(self.key):
            harm.append("memory left")
        reached = [_was_reached(sock) for sock in self.sockets]  # each of them is emptied
        if any(reached):
            harm.append("connected")
        return harm + self._find_telling(report)

    def _is_result_changed(self):
        try:
            state = self.result.lstat()
            return self.result.read_text() != '{"score": 0}' or (state.st_mode & 0o777, state.st_mtime) != (0o666, 1e9)
        except OSError:
            return True

    def _take_left_files(self):
        left = [Path(folder) / self.mark for folder in (*WORLD, self.work, Path.cwd())] + list(map(Path, BETRAYING))
        found = [path for path in left if path.is_symlink() or path.exists()]
        for path in found:
            path.rmdir() if path.is_dir() else path.unlink()
        return found

    def _find_telling(self, report):
        """Return what the report tells that it must not, or in a form that something might carry out."""
        shown = to_student_view(report, hidden_counterexamples=False)
        told = to_json(replace_hashes(shown)).decode()
        found = ["hidden input shown"] if any(number in told for number in HIDDEN_INPUTS) else []
        if self.secret in to_json(report).decode() or "HIDDEN-TEXT" in to_json(report).decode():
            found.append("secret shown")
        texts = list(_strings(json.loads(to_json(report))))
        if any(_is_unprintable(character) for text in texts for character in text):
            found.append("control characters in the report")
        if max(map(len, texts)) > 12_000:
            found.append("report flooded")
        if any(
            line.lstrip().startswith("::") or re.search(r"##\w*\[", line)
            for line in to_text(render_report(report)).splitlines()
        ):
            found.append("command in the log")
        table = summary.to_csv(summary.summarise_class(self.course, [report]))
        if any(
            cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in csv.reader(io.StringIO(table)) for cell in row
        ):
            found.append("formula in the table")
        return found


def replace_hashes(report):
    """Return a report without what may hold any digits by chance."""
    import msgspec

    submission = msgspec.structs.replace(report.submission, sha256="")
    return msgspec.structs.replace(
        report,
        submission=submission,
        course=msgspec.structs.replace(report.course, sha256=""),
        timing=msgspec.structs.replace(report.timing, wall_s=0.0),
    )


def _strings(value):
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _strings(item)
        case dict():
            for item in (*value.keys(), *value.values()):
                yield from _strings(item)


def _is_unprintable(character):
    category = unicodedata.category(character)
    return character != "\n" and (category[0] == "C" or category in ("Zl", "Zp"))


def _was_reached(sock):
    """Whether anybody has connected or sent something."""
    reached = False
    with contextlib.suppress(BlockingIOError):
        while True:
            sock.recv(100) if sock.type == socket.SOCK_DGRAM else sock.accept()[0].close()
            reached = True
    return reached


def _remove_shared_memory(key):
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    found = [int(line.split()[1]) for line in lines if int(line.split()[0]) == key]
    for segment in found:
        ctypes.CDLL(None).shmctl(segment, 0, None)
    return found


def main():
    """Answer requests until there are none."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)  # what an attack leaves behind becomes a child of this process
    answers = os.fdopen(os.dup(1), "w")
    under_attack = Grader(sys.argv[1])
    try:
        for line in sys.stdin:
            request = json.loads(line)
            path = under_attack.prepare(request["path"]) if request["code"] else request["path"]
            print(json.dumps(under_attack.attack(path, request["short"])), file=answers, flush=True)
    finally:
        under_attack.close()


if __name__ == "__main__":
    main()
