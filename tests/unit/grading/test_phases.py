"""No text of a hidden check's failure reaches a student: public checks first, hidden ones in fresh workers after."""

import re
from dataclasses import replace

import msgspec
import pytest

from grader.course.course import load_course
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.grading import checking
from grader.grading.grading import grade
from grader.grading.sentences import to_sentence
from grader.reports.report import to_json
from grader.reports.views import GRADERS_FAULT, SENTENCES, to_student_view
from tests.conftest import to_submission
from tests.solutions import WRONG, grade_only
from tests.toy import write_course

HIDDEN = '''"""Hidden checks."""

import numpy as np

from grader.exercise import assert_close, assert_that, check


@check(weight=3, hint="Compare by hand.")
def matches(student, reference):
    """Twice the input is what comes out."""
    x = np.array([7129.0, 3.0])
    assert_close(student.double(x), reference.double(x))


@check(weight=3, hint="Think of signs.")
def keeps_signs(student):
    """The double of a negative number is negative."""
    y = student.double(np.array([-7129.0, -3.0]))
    assert_that(np.all(y[:1] < 0), "A double is positive.")
    assert_that(np.all(y < 0), f"A double is {y[1]:g}.")
'''


@pytest.fixture
def toy(tmp_path):
    return load_course(write_course(tmp_path, hidden_checks=HIDDEN))


def view(course, server, source, **limits):
    """Return the student's view of a submission whose only file is graded for each exercise."""
    report = grade(replace(course, limits=Limits(**limits)), to_submission({"double.py": source}), server)
    return to_student_view(report, hidden_counterexamples=False)


class Watched(ForkServer):
    """A fork server that writes down when its workers start and have ended."""

    events = ()

    def spawn(self, limits):
        pid, sock = super().spawn(limits)
        self.events += (("start", pid),)
        return pid, sock

    def reap(self, pid, grace_s):
        end = super().reap(pid, grace_s)
        self.events += (("end", pid),)
        return end


@pytest.mark.parametrize("source", ["return 2 * x", "return 3 * x", "return 2 * x if x[0] < 9 else x", "1 / 0"])
def test_workers_of_public_checks_have_ended_before_a_hidden_one_starts(toy, monkeypatch, source):
    run_cases = checking.run_cases

    def watched(exercise, recorded, *rest):
        server.events += ((recorded.visibility, recorded.id),)
        return run_cases(exercise, recorded, *rest)

    monkeypatch.setattr(checking, "run_cases", watched)
    twice = replace(toy, exercises=toy.exercises * 2)
    with Watched() as server:
        grade(twice, to_submission({"double.py": f"def double(x): {source}"}), server)
    kinds = [kind for kind, _ in server.events]
    first = kinds.index("hidden")
    assert "public" not in kinds[first:]
    workers = [{pid for kind, pid in server.events[:first] if kind == wanted} for wanted in ("start", "end")]
    assert workers[0] == workers[1] != set()


# At the level `rlimits` a worker can leave an empty file: the plainest way to hand something on to a later worker.
LEAVES_A_FILE = """
import pathlib, warnings
folder = pathlib.Path({path!r})
told = " ".join(left.name for left in folder.iterdir())
if told:
    {when_loaded}
def double(x):
    if x[0] > 1000:
        (folder / str(x[0])).touch()
    if told:
        {when_called}
    return 2 * x if x[0] < 1000 else x
"""


@pytest.mark.parametrize(
    ("when_loaded", "when_called"),
    [
        ("raise ValueError(told)", "pass"),
        ("pass", "raise ValueError(told)"),
        ("pass", "print(told)"),
        ("pass", "warnings.warn(told)"),
        ("pass", "return float(told)"),
        ("pass", "__import__('numpy').exp(1e4) if '9' in told else 0"),
        ("del pathlib\n    assert not told, told\ndouble = 3", "pass"),
    ],
)
def test_later_workers_tell_nothing_that_earlier_ones_left(toy, tmp_path, when_loaded, when_called):
    path = tmp_path / "left"
    path.mkdir()
    source = LEAVES_A_FILE.format(path=str(path), when_loaded=when_loaded, when_called=when_called)
    with ForkServer("rlimits") as server:
        told = view(replace(toy, exercises=toy.exercises * 3), server, source)
    assert [left.name for left in path.iterdir()] == ["7129.0"]
    assert "7129" not in to_json(told).decode()
    honest = "def double(x):\n    return 2 * x if x[0] < 1000 else x"
    with ForkServer("rlimits") as server:
        expected = view(replace(toy, exercises=toy.exercises * 3), server, honest)
    texts = [[check.message for check in e.checks if check.visibility == "public"] for e in told.exercises]
    assert texts == [[check.message for check in e.checks if check.visibility == "public"] for e in expected.exercises]
    assert told.submission.notes == expected.submission.notes == ()


TELLS = {
    "name of an exception": "raise [ValueError, KeyError][int(x[1]) % 2]",
    "text of an exception": "raise ValueError(x.tolist())",
    "line": "exec(compile('\\n' * int(x[1]) + 'raise ValueError', 'double.py', 'exec'))",
    "shape": "return np.zeros((int(x[1]), 2, 2))",
    "dtype": "return x.astype([np.int32, np.int64][int(x[1]) % 2])",
    "place of a number that is not finite": "y = np.zeros(2); y[int(x[1]) % 2] = np.inf; return y",
    "kind": "return ['a', {1}][int(x[1]) % 2]",
    "wrong entries": "y = 2 * x; y[:int(x[1]) % 3] = 0; return y",
    "warning": "[np.exp, np.log][int(x[1]) % 2]([1e4, 0]); return x",
    "printed text": "print(x); return x",
    "exit code": "import os; os._exit(int(x[1]))",
    "signal": "import os; os.kill(os.getpid(), 10 + int(x[1]) % 3)",
    "time": "import time; time.sleep(0.2 * x[1]); return x",
}


@pytest.mark.parametrize("how", TELLS)
def test_student_view_does_not_depend_on_what_a_hidden_input_is(tmp_path, server, how):
    source = f"import numpy as np\ndef double(x):\n    if x[0] < 1000: return 2 * x\n    {TELLS[how]}"

    def told(number):
        checks = HIDDEN.replace("7129.0, 3.0])", f"7129.0, {number}.0])")
        course = load_course(write_course(tmp_path / str(number), hidden_checks=checks))
        shown = view(course, server, source)
        assert shown.exercises[0].checks[3].hint == "Compare by hand."
        return to_json(msgspec.structs.replace(shown, course=msgspec.structs.replace(shown.course, sha256="")))

    assert told(1) == told(2)


def test_author_s_own_sentence_is_told_and_one_with_numbers_is_not(toy, server):
    negative = view(toy, server, "def double(x): return abs(2 * x)").exercises[0]
    assert negative.checks[-1].message == "A double is positive."
    half = view(toy, server, "def double(x): return 2 * x if x[0] > -1000 else x * [2, -2]").exercises[0]
    assert half.checks[-1].message == SENTENCES["value"]
    assert half.message.endswith(f"Look first at “The double of a negative number is negative”: {SENTENCES['value']}")


def test_sentences_are_those_of_the_check_and_of_what_it_calls(course):
    by_id = {recorded.id: recorded.check for exercise in course.exercises for recorded in exercise.checks}
    assert to_sentence(by_id["misfits_raise_value_error"], "A vector of the wrong length was unpacked.")
    assert not to_sentence(by_id["misfits_raise_value_error"], "A small error was accepted.")
    assert not to_sentence(by_id["misfits_raise_value_error"], "7129.0")


def test_a_failure_is_shrunk_once_per_exercise(toy, server, monkeypatch):
    shrunk = []

    def watched(exercise, recorded, *rest):
        shrunk.append(recorded.visibility)
        return rest[1]

    monkeypatch.setattr(checking, "shrink_case", watched)
    monkeypatch.setattr(checking, "is_shrinkable", lambda recorded, outcome: outcome.failure is not None)
    grade(toy, to_submission({"double.py": "def double(x): return 3 * x"}), server)
    grade(toy, to_submission({"double.py": "def double(x): return 2 * x if x[0] < 1000 else x"}), server)
    assert shrunk == ["public", "hidden"]
    only_public = ("public",)
    grade(toy, to_submission({"double.py": "def double(x): return 2 * x if x[0] < 1000 else x"}), server, only_public)
    assert shrunk == ["public", "hidden"]


def test_time_outs_of_public_checks_count_for_hidden_ones(toy, server):
    shown = view(toy, server, "def double(x):\n    while True: pass", call_wall_s=0.2).exercises[0]
    assert [check.verdict for check in shown.checks] == ["timed_out", "timed_out", "skipped", "skipped", "skipped"]
    slow = "import time\ndef double(x):\n    time.sleep(0.3)\n    return 2 * x"
    shown = view(toy, server, slow, exercise_wall_s=0.2).exercises[0]
    assert {check.verdict for check in shown.checks[2:]} == {"skipped"}


def test_file_that_cannot_be_loaded_is_not_loaded_again(toy):
    with Watched() as server:
        shown = view(toy, server, "def double(x:").exercises[0]
        starts = [kind for kind, _ in server.events].count("start")
    assert starts == 2  # the canary, and one worker
    assert shown.message == "double.py, line 1, cannot be loaded: SyntaxError: '(' was never closed"
    assert {check.message for check in shown.checks[3:]} == {SENTENCES["not_returned"]}


@pytest.mark.parametrize("path", WRONG[::12], ids=[path.parent.name for path in WRONG[::12]])
def test_students_read_no_number_of_a_hidden_failure(course, server, path):
    report = grade_only(course, server, path.parent)
    shown = to_student_view(report, hidden_counterexamples=False)
    checks = {recorded.id: recorded.check for exercise in course.exercises for recorded in exercise.checks}
    for check in shown.exercises[0].checks:
        if check.visibility == "hidden" and check.verdict != "passed":
            closed = {*SENTENCES.values(), GRADERS_FAULT}
            assert check.message in closed or to_sentence(checks[check.id], check.message)
            assert (check.counterexample, check.output) == (None, "")
    hidden = [check for check in report.exercises[0].checks if check.visibility == "hidden"]
    known = "".join(to_json(check).decode() for check in report.exercises[0].checks if check.visibility == "public")
    numbers = {number for check in hidden for number in _numbers(to_json(check).decode()) if number not in known}
    assert not numbers & _numbers(to_json(shown).decode())


def _numbers(text):
    return set(re.findall(r"\d+\.\d{3,}", text))


@pytest.mark.parametrize("number", range(4))
def test_isolation_is_what_each_worker_observed(toy, monkeypatch, number):
    """One worker with fewer layers, in either phase or after a restart, is enough to lower the level."""
    await_confinement, seen = WorkerSession._await_confinement, []

    def weaker(session, connection):
        await_confinement(session, connection)
        seen.append(session)
        if len(seen) == 2 + number:  # the first is the canary
            session.layers.add(("own_session",))

    monkeypatch.setattr(WorkerSession, "_await_confinement", weaker)
    with ForkServer() as server:
        report = grade(toy, to_submission({"double.py": "def double(x): return 3 * x"}), server)
    if "seccomp" not in server.observed[toy.root / "reference"].layers:
        pytest.skip("this machine has no layers to lose")
    assert len(seen) > 2 + number
    assert report.isolation.layers == ("own_session",)
    assert report.isolation.level == "rlimits"


def test_isolation_is_none_where_no_worker_was_started(toy, server):
    assert grade(toy, to_submission({"other.py": "x = 1"}), server).isolation.level == "none"
