"""Nothing that a student returns can raise in the trusted process, or be anybody's fault but the student's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.effortless import EffortlessTransport
from grader.course.course import load_course
from grader.execution.in_process import InProcessTransport
from grader.execution.replies import Returned, from_wire
from grader.grading.judging import run_check
from grader.worker import wire
from tests.conftest import ROOT
from tests.values import closed_set

COURSE = load_course(ROOT)
CHECKS = [(exercise, recorded) for exercise in COURSE.exercises for recorded in exercise.checks]
EXTREMES = st.sampled_from([0.0, -1.0, 1e-320, 1e308, -1e308, 1e16, 0.1])


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
        # Through the wire and back, as a worker's answer would come.
        return from_wire(wire.decode(wire.encode(("returned", self.calls, value, {}))), self.calls, function, {})

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
