"""Nothing that a student returns can raise in the trusted process, or be anybody's fault but the student's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.effortless import EffortlessTransport
from grader.course.course import load_course
from grader.execution.in_process import InProcessTransport
from grader.execution.isolation import NOTHING_RAN
from grader.execution.replies import Returned, from_wire
from grader.grading.checking import BOTH, run_checks
from grader.grading.diagnosis import diagnose
from grader.grading.grading import find_mistakes
from grader.grading.judging import run_check
from grader.grading.writing import to_exercise_report, to_report
from grader.reports.replay import render_replay
from grader.reports.report import SubmissionInfo, Timing, to_json
from grader.reports.terminal import render_report, to_text
from grader.reports.views import to_student_view
from grader.worker import wire
from tests.conftest import ROOT
from tests.values import closed_set

COURSE = load_course(ROOT)
CHECKS = [(exercise, recorded) for exercise in COURSE.exercises for recorded in exercise.checks]
EXTREMES = st.sampled_from([0.0, -1.0, 1e-320, 1e308, -1e308, 1e16, 0.1])


def sent(value, function="f"):
    """Return a value as a worker's answer: through the wire and back."""
    return from_wire(wire.decode(wire.encode(("returned", 1, value, {}))), 1, function, {})


class Arbitrary:
    """Answers calls with the given values in turn; a callable one makes something of the right answer."""

    def __init__(self, exercise, values):
        self.reference = InProcessTransport(exercise.reference)
        self.values = values
        self.calls = 0

    def call(self, function, arguments, callbacks=()):
        self.calls += 1
        value = self.values[self.calls % len(self.values)]
        if callable(value):
            return value(self.reference.call(function, arguments, callbacks))
        return sent(value, function)

    def restart(self):
        pass


def spoiled(right, number):
    """Put a number into the place of every number of a right answer that is larger than one half."""

    def spoil(value):
        if isinstance(value, np.ndarray):
            return np.where(value > 0.5, number, value)
        if isinstance(value, dict):
            return {key: spoil(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return tuple(map(spoil, value))
        return number if isinstance(value, float) else value

    return Returned(spoil(right.value)) if isinstance(right, Returned) else right


def values():
    kept = st.just(lambda reply: reply)
    spoils = EXTREMES.map(lambda number: lambda reply: spoiled(reply, number))
    return st.lists(kept | spoils | closed_set(), min_size=1, max_size=4)


@pytest.mark.parametrize(("exercise", "recorded"), CHECKS, ids=[f"{e.id}.{r.id}" for e, r in CHECKS])
@given(answers=values())
@settings(max_examples=12, derandomize=True, deadline=None)
def test_arbitrary_answers_end_in_a_verdict(exercise, recorded, answers):
    failure = run_check(exercise, recorded, Arbitrary(exercise, answers)).failure
    if failure is not None:
        assert failure.owner == "student", failure
        # What only the grader sends is among the values, and breaks the protocol.
        assert failure.verdict in ("failed", "raised", "not_attempted", "died")


@pytest.mark.parametrize(("exercise", "recorded"), CHECKS, ids=[f"{e.id}.{r.id}" for e, r in CHECKS])
@pytest.mark.parametrize("kind", ["zeros", "ones", "uniform", "input"])
def test_effortless_answers_end_in_a_verdict(exercise, recorded, kind):
    functions = {function.name: function for function in exercise.functions}
    failure = run_check(exercise, recorded, EffortlessTransport(functions, kind)).failure
    assert failure is None or failure.owner == "student"


# Numbers with which NumPy or Python compute otherwise than with a float64, and what is no number at all.
HUGE = [2**63, 2**64, -(2**64), 2**500, -(2**63), 2**53 + 1]
FLOATS = [-0.0, float("nan"), float("inf"), -float("inf"), 5e-324, 1e308, -1e308]
ODD = [
    *[True, 1j, complex("nan+infj"), None, "1.0", "", [], [[[[]]]], {}, ["text", 2**64], [2**64, True, None]],
    *[np.array(1.0), np.array(True), np.array(2**63, np.uint64), np.zeros(0), np.zeros((0, 3)), np.zeros((2, 0), "?")],
    *[np.ones(200, bool), np.full(200, 1e308 + 1e308j), np.full((3, 50), np.nan), np.full(130, -(2**63))],
    *[np.full(3, 6e4, np.float16), np.full(3, -3e38, np.float32), np.full(200, 2**64 - 1, np.uint64)],
    *[np.full((2, 3), -128, np.int8), [np.ones(2, bool), np.full(2, 1j)], [np.ones(3), np.ones(2)]],
]


def with_one_spoiled(value, number):
    """Replace the first number in a right answer, whatever that makes of the rest."""
    if isinstance(value, dict):
        return {key: with_one_spoiled(item, number) if key == min(value) else item for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)([with_one_spoiled(value[0], number), *value[1:]]) if value else number
    if not isinstance(value, np.ndarray) or not value.ndim or not value.size:
        return number
    if isinstance(number, float):
        return np.where(np.arange(value.size).reshape(value.shape) == 0, number, value)
    nested = value.tolist()
    nested[0] = with_one_spoiled(nested[0], number)
    return nested


def spoil_one(number):
    return lambda reply: sent(with_one_spoiled(reply.value, number)) if isinstance(reply, Returned) else reply


def cast(dtype):
    """Answer with the right numbers in another dtype."""

    def convert(value):
        if isinstance(value, dict):
            return {key: convert(item) for key, item in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(map(convert, value))
        with np.errstate(all="ignore"):
            return np.asarray(value).astype(dtype)

    return lambda reply: sent(convert(reply.value)) if isinstance(reply, Returned) else reply


def far_away(reply):
    """Answer with a right int less 2**63, which overflows an int64 in a difference."""
    return sent(reply.value - 2**63) if isinstance(reply, Returned) and type(reply.value) is int else reply


def exotic():
    spoils = st.sampled_from(HUGE + FLOATS + ODD).map(spoil_one)
    casts = st.sampled_from(["f2", "f4", "?", "i1", "i8", "u8", "c16"]).map(cast)
    others = st.sampled_from(HUGE + ODD) | closed_set()
    return st.lists(spoils | casts | others | st.just(far_away), min_size=1, max_size=3)


def grade_and_show(exercise, answers, shown=()):
    """Do with an exercise all that is done with it in the trusted process; return its report."""
    transport = Arbitrary(exercise, answers)
    checks = run_checks(exercise, transport, BOTH, shown).checks
    findings = find_mistakes(exercise, transport, checks)
    report = to_exercise_report(exercise, checks, findings)
    info = SubmissionInfo("somebody", "", (), ())
    whole = to_report(COURSE, info, (report,), NOTHING_RAN, Timing(0.0, {}))
    for view in (whole, to_student_view(whole, hidden_counterexamples=True)):
        to_json(view)
        to_text(render_report(view))
    for check in report.checks:
        if check.counterexample is not None and check.counterexample.steps:
            compile(render_replay(whole, report, check), "replay", "exec")
    return report


def assert_only_verdicts(report):
    assert report.faults == ()
    for check in report.checks:
        assert check.fault != "grader", check
        assert check.verdict in ("passed", "failed", "raised", "not_attempted", "died")


@pytest.fixture(scope="module", autouse=True)
def evidence():
    """Make what explains failures, which draws inputs: Hypothesis refuses to do that within a test of its own."""
    for exercise in COURSE.exercises:
        exercise.evidence.get()


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
@given(answers=exotic())
@settings(max_examples=15, derandomize=True, deadline=None)
def test_exotic_answers_end_in_a_report(exercise, answers):
    assert_only_verdicts(grade_and_show(exercise, answers))


# One of each kind that is made smaller, as far as it can be.
@pytest.mark.parametrize("number", [2**64, 1e308, "1.0", np.ones(200, bool)], ids=["int", "float", "text", "bools"])
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_exotic_answers_are_shrunk_as_others(exercise, number):
    right_first = [lambda reply: reply, spoil_one(number)]
    assert_only_verdicts(grade_and_show(exercise, right_first, ("public", "hidden")))


COMPARED = [*HUGE, 1j, ["text", 2**64], [2**64, 1.0], np.ones(200, bool), np.full(200, 2**64 - 1, np.uint64)]


@pytest.mark.parametrize("number", COMPARED, ids=range(len(COMPARED)))
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_exotic_answers_are_compared_with_mistakes(exercise, number):
    for answer in (number, spoil_one(number)):
        assert diagnose(exercise, Arbitrary(exercise, [answer])).fault == ""
