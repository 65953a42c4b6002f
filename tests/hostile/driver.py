"""Starts graders under attack as the user that is asked for, and hands them one attack after the other."""

import contextlib
import json
import os
import select
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import trees
from tests.hostile.cases import LEVELS

ROOT = Path(__file__).resolve().parents[2]
USER = 54321  # no user of this number is needed, and none may be there
ANSWER_S = 90.0
USERS = ("root", "user") if os.geteuid() == 0 else ("user",)


@dataclass(frozen=True)
class Outcome:
    """What came of an attack: the verdicts of the checks, the report's texts, the harm done."""

    verdicts: tuple[str, ...]
    text: str
    harm: tuple[str, ...]
    score: float
    isolation: str
    instructor_sees_inputs: bool = False

    def is_weaker_than(self, level):
        """Whether the workers were less confined than they were to be: the machine cannot do more."""
        return self.isolation in LEVELS and LEVELS.index(self.isolation) > LEVELS.index(level)


KILLED = Outcome(("grader killed",), "", (), 0.0, "")


class Driver:
    """One grader under attack, started again where an attack has killed it."""

    def __init__(self, level, user):
        self._command = [sys.executable, "-B", "-m", "tests.hostile.runner", level]
        if user == "user" and os.geteuid() == 0:
            self._command = as_user(self._command)
        self._process = None
        self._folder = None

    def attack(self, path, *, is_code, short):
        """Have a submission graded; `is_code` if the path is that of an attack's file.

        Raises:
            TimeoutError: the grader does not come back: the attack has stopped it.
        """
        process = self._ask({"path": str(path), "code": is_code, "short": short})
        if not select.select([process.stdout], [], [], ANSWER_S)[0]:
            self.close()
            raise TimeoutError(f"the grader hangs on {path}")
        line = process.stdout.readline()
        if not line:
            code = process.wait()
            self.close()
            if code != -9:
                raise RuntimeError(f"the grader ended with {code}")
            return KILLED
        answer = json.loads(line)
        return Outcome(**answer | {key: tuple(answer[key]) for key in ("verdicts", "harm")})

    def begin(self, path):
        """Have an attack's file graded, with long limits and without waiting; return the grader's process id."""
        return self._ask({"path": str(path), "code": True, "short": False}).pid

    def close(self):
        """End the grader."""
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, request):
        process = self._process or self._start()
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        return process

    def _start(self):
        self._folder = Path(tempfile.mkdtemp(prefix="grader-under-attack-"))
        self._folder.chmod(0o1777)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SECRET_TOKEN": "a token"}
        environment["TMPDIR"] = str(self._folder)
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._process


class Drivers:
    """The graders under attack, by level and user."""

    def __init__(self):
        self._running = {}

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        for driver in self._running.values():
            driver.close()

    def get(self, level, user):
        """Return the grader of a level and user.

        Raises:
            LookupError: root cannot become an ordinary user here.
        """
        if (level, user) not in self._running:
            self._running[level, user] = Driver(level, user)
        return self._running[level, user]


class Workshop:
    """A folder in which what is handed in is made, each once."""

    def __init__(self):
        memory = Path("/dev/shm")  # where a hundred thousand files cost a second and not a minute
        self._top = Path(tempfile.mkdtemp(prefix="attacks-", dir=memory if memory.is_dir() else None))
        self._top.chmod(0o755)
        self._made = {}

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        # Some of the folders are closed even to their owner; root would not notice.
        subprocess.run(["chmod", "-R", "u+rwX", str(self._top)], check=False, capture_output=True)
        subprocess.run(["rm", "-rf", str(self._top)], check=True)  # shutil cannot remove very deep folders

    def get(self, attack):
        """Return the path to hand in: an attack's file, or what its function makes."""
        if attack.source is not None:
            return attack.source
        if attack.name not in self._made:
            folder = self._top / attack.name
            folder.mkdir()
            self._made[attack.name] = getattr(trees, attack.name)(folder)
        return self._made[attack.name]


def run(attack, level, user, drivers, workshop):
    """Run an attack; return what was expected and what came of it."""
    expected = attack.expected(level, user)
    short = any("timed_out" in allowed for allowed in expected.verdicts) or "short" in attack.fields
    path = workshop.get(attack)
    return expected, drivers.get(level, user).attack(path, is_code=attack.source is not None, short=short)


def as_user(command):
    """Return the command that root gives to run another as an ordinary user.

    Where Python or this folder lies in a place that only root may enter, it is shown to the other in mounts of its own.

    Raises:
        LookupError: a program that is needed is missing.
    """
    for program in ("unshare", "setpriv"):
        if shutil.which(program) is None:
            raise LookupError(f"{program} (util-linux) is missing, with which root becomes an ordinary user")
    become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]
    steps = [*_show_private_places(), f"cd {shlex.quote(str(ROOT))}", f"exec {shlex.join(become)}"]
    if len(steps) == 2:
        return become
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]


def _show_private_places():
    """Return the shell commands that show what Python is made of, in folders that only root may enter."""
    wanted = {ROOT, Path(sys.prefix), Path(sys.base_prefix)}
    closed = {path: _closed_ancestor(path) for path in sorted(wanted) if _closed_ancestor(path) is not None}
    if not closed:
        return []
    yield_to = "/tmp/.shown-to-user"  # a mount that nobody else sees
    steps = [f"mkdir -p {yield_to}", f"mount -t tmpfs none {yield_to}"]
    for index, path in enumerate(closed):
        steps += [f"mkdir {yield_to}/{index}", f"mount --bind {shlex.quote(str(path))} {yield_to}/{index}"]
    steps += [f"mount -t tmpfs -o mode=755 none {shlex.quote(str(folder))}" for folder in sorted(set(closed.values()))]
    for index, path in enumerate(closed):
        steps += [f"mkdir -p {shlex.quote(str(path))}", f"mount --bind {yield_to}/{index} {shlex.quote(str(path))}"]
    return steps


def _closed_ancestor(path):
    """Return the topmost folder on the way to a path that others may not enter."""
    return next((p for p in reversed([path, *path.parents]) if not p.stat().st_mode & 0o001), None)
