"""Running checks: failures are confirmed together in one fresh worker, unless their answers take much memory."""

from types import ModuleType

import numpy as np
import pytest

from grader.course.course import load_course
from grader.execution.in_process import InProcessTransport
from grader.grading import checking
from grader.grading.checking import run_checks
from tests.toy import write_course


class Restarted(InProcessTransport):
    """Counts how often a fresh worker is asked for, and at which calls."""

    def __init__(self, function):
        module = ModuleType("student")
        module.double = function
        super().__init__(module)
        self.calls, self.restarts = 0, []

    def call(self, function, arguments, callbacks=()):
        self.calls += 1
        return super().call(function, arguments, callbacks)

    def restart(self):
        self.restarts.append(self.calls)


@pytest.fixture
def exercise(tmp_path):
    return load_course(write_course(tmp_path / "toy")).exercises[0]


def run(exercise, function):
    transport = Restarted(function)
    return transport, run_checks(exercise, transport, shown=()).checks


def test_all_failures_are_confirmed_in_one_fresh_worker(exercise):
    transport, checks = run(exercise, lambda x: 3 * x)
    assert sum(check.verdict == "failed" for check in checks) > 1
    assert len(transport.restarts) == 1


def test_nothing_is_confirmed_if_all_pass(exercise):
    transport, checks = run(exercise, lambda x: 2 * x)
    assert {check.verdict for check in checks} == {"passed"}
    assert transport.restarts == []


def test_failures_after_the_first_get_a_case_from_their_ladder_without_a_search(exercise, monkeypatch):
    searched, climbed = [], []
    shrink_case, find_simpler = checking.shrink_case, checking.find_simpler

    def search(exercise, recorded, *rest):
        searched.append(recorded.id)
        return shrink_case(exercise, recorded, *rest)

    def climb(exercise, recorded, *rest):
        climbed.append(recorded.id)
        return find_simpler(exercise, recorded, *rest)

    monkeypatch.setattr(checking, "shrink_case", search)
    monkeypatch.setattr(checking, "find_simpler", climb)
    outcomes = {}
    run_checks(exercise, Restarted(lambda x: 3 * x), keep=lambda check, outcome: outcomes.update({check.id: outcome}))
    assert len(searched) == 1
    assert climbed
    for name in climbed:
        assert outcomes[name].case in exercise.ladders[name].cases


def test_answers_that_take_much_memory_are_not_kept(exercise, monkeypatch):
    monkeypatch.setattr(checking, "MAX_WAITING_BYTES", 0)
    transport, checks = run(exercise, lambda x: 3 * x)
    failed = sum(check.verdict == "failed" for check in checks)
    assert len(transport.restarts) == failed > 1


def test_the_size_of_answers_counts_arrays_in_dicts_and_lists(exercise):
    size = 1000 * np.dtype(float).itemsize
    outcomes = []
    transport = Restarted(lambda x: {"a": [np.zeros(1000)], "b": (np.zeros(1000),)})
    run_checks(exercise, transport, shown=(), keep=lambda _, outcome: outcomes.append(outcome))
    assert all(2 * size <= outcome.count_bytes() / len(outcome.calls) < 2.2 * size for outcome in outcomes)
