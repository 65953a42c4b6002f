"""Whose fault it is that a worker was killed, from outside or by its own code; a real fork server starts them all."""

import os
import signal
import sys
from dataclasses import replace

import msgspec
import pytest

from grader.course.course import load_course
from grader.execution import session as sessions
from grader.execution.cgroup import OomCounter
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.grading.grading import grade
from grader.grading.judging import run_check
from grader.reports.report import Timing, has_grader_fault, is_perfect, to_json
from tests.conftest import to_sources, to_submission
from tests.toy import write_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the counter is Linux's")
RIGHT = "def double(x): return 2 * x"
EVENTS = "oom 0\noom_kill {}\n"


@pytest.fixture
def toy(tmp_path):
    return load_course(write_course(tmp_path / "course"))


@pytest.fixture(scope="module")
def outside():
    """A fork server whose workers can be killed from here: with namespaces they have other numbers."""
    with ForkServer("landlock") as server:
        yield server


@pytest.fixture
def killed(monkeypatch, tmp_path):
    """Return a function that has workers killed from outside: those with these numbers, when called or when loading."""
    counter = tmp_path / "memory.events"
    counter.write_text(EVENTS.format(0))
    monkeypatch.setattr(sessions, "OomCounter", lambda: OomCounter(counter))

    def arrange(numbers, *, at="call", starved=()):
        started = []

        class Killed(WorkerSession):
            def kill(self, place):
                if place == at and (number := len(started)) in numbers:
                    os.kill(self._pid, signal.SIGKILL)
                    if number in starved:
                        counter.write_text(EVENTS.format(len(started)))

            def _await_confinement(self, connection):
                super()._await_confinement(connection)
                started.append(self._pid)
                self.kill("load")

            def _connected(self):
                connection = super()._connected()
                if connection is not None:
                    self.kill("call")
                return connection

        monkeypatch.setattr("grader.grading.grading.WorkerSession", Killed)
        return started

    return arrange


def to_bytes(report):
    return to_json(msgspec.structs.replace(report, timing=Timing(0.0, {})))


def ends(report):
    return {(check.verdict, check.fault) for exercise in report.exercises for check in exercise.checks}


ALL = range(1, 1_000)


@pytest.mark.parametrize("at", ["call", "load"])
def test_worker_killed_once_from_outside_costs_nothing(toy, outside, killed, at):
    submission = to_submission({"double.py": RIGHT})
    untouched = grade(toy, submission, outside)
    started = killed({1}, at=at)
    report = grade(toy, submission, outside)
    assert len(started) > 1
    assert is_perfect(report)
    assert to_bytes(report) == to_bytes(untouched)


@pytest.mark.parametrize("at", ["call", "load"])
def test_every_second_worker_killed_costs_nothing(toy, outside, killed, at):
    killed(range(1, 1_000, 2), at=at)
    assert is_perfect(grade(toy, to_submission({"double.py": RIGHT}), outside))


def test_what_a_fresh_worker_says_counts(toy, outside, killed):
    submission = to_submission({"double.py": "def double(x): return x + 1"})
    untouched = grade(toy, submission, outside)
    killed({1, 3, 5, 7})
    assert to_bytes(grade(toy, submission, outside)) == to_bytes(untouched)


@pytest.mark.parametrize("at", ["call", "load"])
def test_worker_killed_twice_is_the_students(toy, outside, killed, at):
    started = killed(ALL, at=at)
    report = grade(toy, to_submission({"double.py": RIGHT}), outside)
    assert ends(report) == {("died", "student")}
    assert not has_grader_fault(report)
    assert "crashed with signal 9" in report.exercises[0].checks[0].message
    assert len(started) <= 2 * len(report.exercises[0].checks)


@pytest.mark.parametrize("at", ["call", "load"])
def test_worker_killed_twice_for_lack_of_memory_is_the_graders(toy, outside, killed, at):
    killed(ALL, at=at, starved=ALL)
    report = grade(toy, to_submission({"double.py": RIGHT}), outside)
    assert ends(report) == {("grader_fault", "grader")}
    assert has_grader_fault(report)
    assert report.score == 0
    assert "ran out of memory" in report.exercises[0].checks[0].message


def test_lack_of_memory_before_the_last_try_excuses_nothing(toy, outside, killed):
    killed(ALL, starved={1})
    report = grade(toy, to_submission({"double.py": RIGHT}), outside)
    assert ends(report) == {("died", "student")}


class Growing:
    """A counter that grows at each look: whatever happens, somebody else was killed for lack of memory meanwhile."""

    def has_grown(self):
        return True


KILLING_ITSELF = {
    "aborts": "os.abort()",
    "segfaults": "ctypes.string_at(0)",
    "recurses in C": "sys.setrecursionlimit(10**9); x = []\n  for _ in range(10**6): x = [x]\n  repr(x)",
    "terminates itself": "os.kill(os.getpid(), signal.SIGTERM)",
    "takes memory first": "np.ones(200 * 2**17); os.kill(os.getpid(), 9)",
    "takes memory until it has no more": "kept = [np.ones(2**17) for _ in range(10**6)]",
    "exits": "os._exit(137)",
    "hangs up": "os.closerange(3, 64); time.sleep(100)",
    "uses up its time": "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n  while True: pass",
    "writes a file": "signal.signal(signal.SIGXFSZ, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGXFSZ)",
    "makes a forbidden call": "signal.signal(signal.SIGSYS, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGSYS)",
}
IMPORTS = "import ctypes, os, signal, sys, time\nimport numpy as np\n"


@pytest.mark.parametrize("body", KILLING_ITSELF.values(), ids=KILLING_ITSELF)
def test_code_that_ends_itself_is_never_provisional(toy, server, monkeypatch, body):
    monkeypatch.setattr(sessions, "OomCounter", Growing)
    course = replace(toy, limits=Limits(cpu_s=1, call_wall_s=6.0, hurried_wall_s=6.0))
    report = grade(course, to_submission({"double.py": f"{IMPORTS}def double(x):\n  {body}\n  return 2 * x"}), server)
    assert not has_grader_fault(report)
    assert {verdict for verdict, _ in ends(report)} <= {"died", "timed_out", "out_of_memory", "skipped"}
    assert report.score == 0


@pytest.mark.parametrize("body", ["os.kill(os.getpid(), 9)", "os.abort()"])
@pytest.mark.parametrize("place", ["def double(x):\n  {}\n  return 2 * x", "{}\ndef double(x): return 2 * x"])
def test_code_that_kills_itself_is_the_students(toy, server, body, place):
    report = grade(toy, to_submission({"double.py": IMPORTS + place.format(body)}), server)
    assert ends(report) == {("died", "student")}


def test_code_that_kills_itself_every_other_time_gains_nothing_for_wrong_answers(toy, server):
    source = f"{IMPORTS}def double(x):\n  if time.monotonic_ns() % 2: os.kill(os.getpid(), 9)\n  return x + 1"
    report = grade(toy, to_submission({"double.py": source}), server)
    assert report.score <= 1  # as without: one and one is two


FORGIVING = '''"""Hidden checks."""

from contextlib import suppress

import numpy as np

from grader.exercise import CheckFailed, assert_close, check


@check(weight=3)
def follows(student):
    """The double of three is six, or follows from the double of one."""
    try:
        assert_close(student.double(np.array([3.0])), np.array([6.0]))
    except CheckFailed as failure:
        with suppress(CheckFailed):
            student.double(np.array([1.0]))
            return
        raise failure from None
'''


def test_case_is_repeated_though_its_body_goes_on_without_an_answer(tmp_path, outside):
    toy = load_course(write_course(tmp_path, hidden_checks=FORGIVING))
    (exercise,) = toy.exercises
    (check,) = (check for check in exercise.checks if check.id == "follows")
    with WorkerSession(outside, to_sources({"m.py": "def double(x): return x"}), "m.py", Limits()) as session:
        transport = OnceKilled(session, before=2)
        assert run_check(exercise, check, transport).failure is None
    assert transport.calls == 4


class OnceKilled:
    """Kills the worker of a session before the call with this number."""

    def __init__(self, session, before):
        self.session = session
        self.before = before
        self.calls = 0

    def call(self, function, arguments, callbacks=()):
        self.calls += 1
        if self.calls == self.before:
            self.session._connected()
            os.kill(self.session._pid, signal.SIGKILL)
        return self.session.call(function, arguments, callbacks)

    def restart(self):
        self.session.restart()
