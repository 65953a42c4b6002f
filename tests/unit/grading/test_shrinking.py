"""What is said of a failure once it is to be shown."""

import os
import re
import subprocess
import sys
from dataclasses import fields, replace
from types import ModuleType

import numpy as np
import pytest

from grader.course.course import PublicExercise, load_course
from grader.course.evidence import Evidence
from grader.course.ladders import Ladder, to_simplicity
from grader.course.simplification import find_inputs
from grader.errors import ServerDied
from grader.execution.in_process import InProcessTransport
from grader.execution.transcript import Transcript
from grader.exercise.failures import CheckFailed, Failure
from grader.grading import shrinking
from grader.grading.grading import grade_exercise
from grader.grading.judging import Outcome, run_check
from grader.grading.shrinking import MAX_VARIANTS_RUN, pinpoint, shrink_case
from grader.reports.terminal import render_check, tell_any_value, to_text
from grader.worker import wire
from tests.toy import write_course


def failing(look_closer):
    return Outcome(Failure("failed", "The slope is wrong.", look_closer=look_closer))


def test_an_answer_is_looked_at_more_closely():
    found = pinpoint(failing(lambda: Failure("failed", "db is wrong.", "At [1] it is 2.", actual="db")))
    failure = found.failure
    assert (failure.summary, failure.detail, failure.actual) == ("db is wrong.", "At [1] it is 2.", "db")
    assert pinpoint(found) is found


def test_what_is_measured_more_closely_counts():
    coarse = Failure("failed", "The slope is wrong.", measured="It is 1.5.")
    for measured, told in (("db at [1] is 2.5.", "db at [1] is 2.5."), ("", "It is 1.5.")):
        closer = Failure("failed", "db is wrong.", measured=measured)
        assert pinpoint(Outcome(replace(coarse, look_closer=lambda it=closer: it))).failure.measured == told


@pytest.mark.parametrize(
    "error", [CheckFailed(Failure("timed_out", "loss did not finish.")), ServerDied("The fork server died.")]
)
def test_what_is_known_stands_where_looking_closer_fails(error):
    def look_closer():
        raise error

    outcome = failing(look_closer)
    assert pinpoint(outcome) is outcome


def test_an_answer_that_does_not_repeat_is_not_asked_for_again():
    outcome = replace(failing(lambda: pytest.fail("asked again")), repeats=False)
    assert pinpoint(outcome) is outcome


def test_most_failures_say_all_there_is():
    outcome = failing(None)
    assert pinpoint(outcome) is outcome


SPEC = '''r"""# Scores

Add up.

## The maths
$s$
## What you can rely on
Rows of `y` sum to 1.
## What is expected
A number.
## Worked numbers
None.
## How it is graded
By values.
"""

from grader.exercise import Array, shapes

POINTS = 4


@shapes("x:(n,k), y:(n,k)")
def score(x: Array, y: Array) -> float:
    """Return the sum of x times y."""
    ...
'''
CHECKS = '''"""Public checks."""

import numpy as np

from grader.exercise import arrays, assert_close, check, distributions, given, integers


def draw_nets():
    drawn = arrays("x:(n,k)", n=(1, 3), k=(2, 3))
    return drawn.flatmap(lambda net: distributions(*net["x"].shape).map(lambda y: {"x": net["x"] + 3, "y": y}))


@check()
@given(net=draw_nets(), seed=integers(0, 99))
def adds_up(student, net, seed):
    """Scores add up."""
    assert_close(student.score(**net), (net["x"] * net["y"]).sum())
'''
REFERENCE = '''"""Scores."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def score(x: Array, y: Array) -> float:
    """Return the sum of x times y."""
    return float((x * y).sum())
'''


def read_score(tmp_path):
    """Load an exercise with one check, whose inputs are numbers from 1 to 5, and probabilities."""
    files = {"spec": SPEC, "public_checks": CHECKS, "reference": REFERENCE, "mistakes": ""}
    (exercise,) = load_course(write_course(tmp_path, hidden_checks='"""Hidden checks."""\n', **files)).exercises
    return exercise


def read_home(tmp_path):
    """Load the same exercise as students have it, without a ladder."""
    whole = read_score(tmp_path)
    values = {item.name: getattr(whole, item.name) for item in fields(PublicExercise)}
    return PublicExercise(**values)


def to_transport(score):
    module = ModuleType("student")
    module.score = score
    return InProcessTransport(module)


def off_by_one(x, y):
    """Return what is right where every row of y has one 1, whatever x is."""
    return float((x * y).sum()) + (y.max(axis=1) < 1).any()


def find_failed(exercise, score):
    return next(check for check in grade_exercise(exercise, to_transport(score)).checks if check.id == "adds_up")


def test_a_counterexample_has_short_decimals_and_says_what_does_not_matter(tmp_path):
    check = find_failed(read_home(tmp_path), off_by_one)
    assert check.counterexample.call == "score(np.array([[3.0, 3.0]]), np.array([[0.7, 0.3]]))"
    assert check.counterexample.any_value == ("x",)
    assert to_text(render_check(check)).endswith("\n  Any x fails like this.\n")


def test_it_is_the_same_on_every_run(tmp_path):
    found = [find_failed(read_score(tmp_path), off_by_one) for _ in range(2)]
    assert found[0] == found[1]


def test_where_nothing_matters_all_parameters_are_named(tmp_path):
    check = find_failed(read_score(tmp_path), lambda _x, _y: -1.0)
    assert check.counterexample.any_value == ("x", "y")
    assert "\n  Any x or y fails like this.\n" in to_text(render_check(check))


def test_an_input_that_is_no_parameter_is_not_named(tmp_path):
    assert "seed" in {keys[-1] for keys in find_inputs(read_score(tmp_path).checks[0].cases[0])}
    assert "seed" not in find_failed(read_score(tmp_path), lambda _x, _y: -1.0).counterexample.any_value


def test_a_value_for_which_it_fails_otherwise_matters(tmp_path):
    def breaks(_x, y):
        return float("nan") if y.max() == 1 else -1.0

    assert find_failed(read_score(tmp_path), breaks).counterexample.any_value == ("x",)


def test_a_case_that_the_reference_fails_is_not_shown(monkeypatch, tmp_path):
    def has_short_y(_exercise, _recorded, case):
        y = wire.decode(case)["net"]["y"]
        return bool(np.any(y == np.round(y, 2)))

    monkeypatch.setattr(shrinking, "fails_for_reference", has_short_y)
    found = find_failed(read_home(tmp_path), off_by_one).counterexample
    assert re.search(r"\[\[0\.\d{3}, 0\.\d{3}\]\]", found.call)
    assert found.any_value == ("x",)


def run_counted(monkeypatch, tmp_path, verdict, smaller):
    """Shrink a failure where each other case ends with a verdict; return how many cases were run."""
    exercise = read_home(tmp_path)
    recorded = exercise.checks[0]
    transport = to_transport(off_by_one)
    outcome = run_check(exercise, recorded, transport)
    ran = []

    def run_case(_exercise, _recorded, _transport, case):
        ran.append(case)
        return replace(outcome, failure=Failure(verdict, "It ended."), case=case)

    def shrink(_inputs, _examples, _seed, fails, _known):
        return smaller if smaller is None or fails(smaller) else None

    monkeypatch.setattr(shrinking, "run_case", run_case)
    monkeypatch.setattr(shrinking.cases, "shrink", shrink)
    found = shrink_case(exercise, recorded, transport, outcome)
    return found, outcome, ran


@pytest.mark.parametrize("verdict", ["timed_out", "died", "out_of_memory"])
def test_nothing_is_simplified_after_a_time_out(monkeypatch, tmp_path, verdict):
    case = read_score(tmp_path).checks[0].cases[-1]
    found, outcome, ran = run_counted(monkeypatch, tmp_path, verdict, case)
    assert (found, ran) == (outcome, [case])


def test_simplification_ends_at_the_first_time_out(monkeypatch, tmp_path):
    found, outcome, ran = run_counted(monkeypatch, tmp_path, "timed_out", None)
    assert found == outcome
    assert len(ran) == 1


def test_variants_are_bounded_by_a_count(monkeypatch, tmp_path):
    monkeypatch.setattr(shrinking, "shorten", lambda case, *_: case)
    _, _, ran = run_counted(monkeypatch, tmp_path, "failed", None)
    assert 0 < len(ran) <= MAX_VARIANTS_RUN
    monkeypatch.setattr(shrinking, "MAX_VARIANTS_RUN", 3)
    assert len(run_counted(monkeypatch, tmp_path, "failed", None)[2]) == 3


def test_a_rung_of_the_ladder_is_short_too(tmp_path):
    check = find_failed(read_score(tmp_path), off_by_one)
    assert re.fullmatch(
        r"score\(np.array\(\[\[\d\.\d, \d\.\d\]\]\), np.array\(\[\[0\.\d, 0\.\d\]\]\)\)", check.counterexample.call
    )
    assert check.counterexample.any_value == ("x",)


class Kept:
    """Evidence with one ladder."""

    def __init__(self, table, ladder):
        self.found = Evidence(table, {"adds_up": ladder})

    def get(self):
        return self.found


def climb(monkeypatch, tmp_path, rungs, *, fails=lambda _: True, settles=lambda *_: False, settle_all=False):
    """Shrink the last recorded case on these rungs; return the outcome, the first one, and which rungs were run."""
    exercise = read_score(tmp_path)
    recorded = exercise.checks[0]
    ladder = Ladder(tuple(rungs), Transcript())
    exercise = replace(exercise, evidence=Kept(exercise.table, ladder))
    outcome = replace(run_check(exercise, recorded, to_transport(off_by_one)), case=recorded.cases[-1])
    ran = []

    def run_case(_exercise, _recorded, _transport, case):
        ran.append(case)
        verdict = fails(case)
        failure = Failure("failed" if verdict is True else verdict, "It ended.") if verdict else None
        return replace(outcome, failure=failure, case=case)

    monkeypatch.setattr(shrinking, "run_case", run_case)
    monkeypatch.setattr(shrinking, "_find_any_value", lambda *_: ())
    monkeypatch.setattr(shrinking, "shorten", lambda case, *_: case)
    found = shrink_case(exercise, recorded, to_transport(off_by_one), outcome, settles)
    return found, outcome, [rungs.index(case) if case in rungs else case for case in ran]


@pytest.fixture
def rungs(tmp_path):
    """Return five rungs, simplest first."""
    return sorted(read_score(tmp_path).ladders["adds_up"].cases, key=to_simplicity)[:5]


@pytest.fixture
def never_searched(monkeypatch):
    monkeypatch.setattr(shrinking.cases, "shrink", lambda *_: pytest.fail("searched"))


def test_the_first_rung_that_fails_is_shown(monkeypatch, tmp_path, rungs, never_searched):
    found, _, ran = climb(monkeypatch, tmp_path, rungs, fails=lambda case: case in rungs[2:])
    assert (found.case, ran) == (rungs[2], [0, 1, 2])


def test_a_rung_with_the_replies_of_the_reference_is_not_run(monkeypatch, tmp_path, rungs, never_searched):
    found, _, ran = climb(monkeypatch, tmp_path, rungs, settles=lambda _transcript, number: number < 3)
    assert (found.case, ran) == (rungs[3], [3])


def test_a_rung_that_fails_otherwise_is_not_shown(monkeypatch, tmp_path, rungs, never_searched):
    found, _, _ = climb(monkeypatch, tmp_path, rungs, fails=lambda case: "raised" if case == rungs[0] else True)
    assert found.case == rungs[1]


def test_a_rung_that_the_reference_fails_is_not_shown(monkeypatch, tmp_path, rungs, never_searched):
    monkeypatch.setattr(shrinking, "fails_for_reference", lambda _exercise, _recorded, case: case in rungs[:4])
    assert climb(monkeypatch, tmp_path, rungs)[0].case == rungs[4]


def test_rungs_are_tried_as_far_as_they_are_simpler(monkeypatch, tmp_path, rungs, never_searched):
    last = read_score(tmp_path).checks[0].cases[-1]
    monkeypatch.setattr(shrinking, "READABLE_BYTES", len(last))
    found, outcome, ran = climb(monkeypatch, tmp_path, [*rungs, last], fails=lambda case: case == last)
    assert (found, ran) == (outcome, [0, 1, 2, 3, 4])


def test_after_two_deaths_no_rung_is_tried(monkeypatch, tmp_path, rungs, never_searched):
    monkeypatch.setattr(shrinking, "READABLE_BYTES", 10_000)
    found, outcome, ran = climb(monkeypatch, tmp_path, rungs, fails=lambda _: "timed_out")
    assert (found, ran) == (outcome, [0, 1])


@pytest.mark.parametrize(("readable", "searched"), [(10, True), (10_000, False)])
def test_a_smaller_case_is_searched_for_where_a_large_one_has_no_rung(monkeypatch, tmp_path, rungs, readable, searched):
    smaller = read_score(tmp_path).checks[0].cases[0]
    monkeypatch.setattr(shrinking, "READABLE_BYTES", readable)
    monkeypatch.setattr(shrinking.cases, "shrink", lambda *_: smaller)
    found, outcome, _ = climb(monkeypatch, tmp_path, rungs, fails=lambda case: case == smaller and case not in rungs)
    assert found.case == (smaller if searched else outcome.case)


def test_a_case_as_short_as_the_ladder_begins_is_not_searched_for(monkeypatch, tmp_path, rungs, never_searched):
    monkeypatch.setattr(shrinking, "READABLE_BYTES", 10)
    last = read_score(tmp_path).checks[0].cases[-1]
    found, outcome, _ = climb(monkeypatch, tmp_path, [last, *rungs], fails=lambda _: False)
    assert found == outcome


def test_what_guards_ask_is_asked_on_each_rung(tmp_path, rungs):
    exercise = read_score(tmp_path)
    recorded = exercise.checks[0]
    guarded = replace(recorded, check=replace(recorded.check, guard=lambda student: student.score([[1.0]], [[1.0]])))
    outcome = run_check(exercise, recorded, to_transport(off_by_one))
    attempts = shrinking._Attempts(exercise, guarded, to_transport(off_by_one), outcome)
    ladder = Ladder(tuple(rungs), Transcript())
    shrinking._climb(attempts, ladder, lambda *_: pytest.fail("the transcript says nothing of guards"))


GRADE = """
import sys
from grader import grade, load_course, load_submission

course = load_course(sys.argv[1])
report = grade(course, load_submission(sys.argv[2]))
(check,) = [c for c in report.exercises[0].checks if c.id == "adds_up"]
print("hypothesis" in sys.modules, check.counterexample.call)
"""


def test_hypothesis_is_not_imported_where_the_course_is_warm(tmp_path, root):
    exercise = read_score(tmp_path / "course")
    assert exercise.ladders["adds_up"].cases
    work = tmp_path / "work"
    work.mkdir()
    source = "def score(x, y):\n    return float((x * y).sum()) + (x.shape[0] > 1)\n"
    (work / f"{exercise.id}.py").write_text(source)
    command = [sys.executable, "-P", "-c", GRADE, str(tmp_path / "course"), str(work)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    imported, _, call = done.stdout.partition(" ")
    assert imported == "False"
    assert call.startswith("score(")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("Y",), "Any Y fails like this."),
        (("X", "Y"), "Any X or Y fails like this."),
        (("X", "Y", "b"), "Any X, Y or b fails like this."),
    ],
)
def test_words_for_what_does_not_matter(names, words):
    assert tell_any_value(names) == words
