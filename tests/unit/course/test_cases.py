"""Recording inputs and shrinking failures."""

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.course import cases
from grader.exercise.inputs import arguments, arrays, distributions, floats, integers, lists
from grader.worker import wire

INPUTS = {"x": arrays("(n)", n=(1, 4), scale=4.0)}


def test_cases_are_recorded_smallest_first_and_once():
    drawn = cases.record(INPUTS, 40, 7)
    assert list(drawn) == sorted(drawn, key=len)
    assert len(set(drawn)) == len(drawn) > 20
    assert drawn == cases.record(INPUTS, 40, 7)
    assert drawn != cases.record(INPUTS, 40, 8)


def test_check_without_inputs_has_one_case():
    assert cases.record({}, 40, 7) == (cases.NO_INPUTS,)


def test_seeds_differ_by_name():
    seeds = {cases.to_seed(1, "a", "b"), cases.to_seed(1, "a", "c"), cases.to_seed(2, "a", "b")}
    assert len(seeds) == 3


def _largest(case):
    return wire.decode(case)["x"].max()


def test_shrinking_finds_a_small_case():
    found = cases.shrink(INPUTS, 40, 7, lambda case: _largest(case) >= 2.0, [])
    assert wire.decode(found)["x"].tolist() == [2.0]


def test_shrinking_is_bounded_by_a_count():
    calls = []

    def fails(case):
        calls.append(case)
        return _largest(case) >= 2.0

    cases.shrink(INPUTS, 40, 7, fails, [])
    assert len(calls) <= cases.MAX_SHRINK_CALLS
    assert len(set(calls)) == len(calls)


def test_known_verdicts_cost_no_call():
    drawn = cases.record(INPUTS, 40, 7)
    known = [(case, bool(_largest(case) >= 2.0)) for case in drawn]
    asked = []
    cases.shrink(INPUTS, 40, 7, lambda case: bool(asked.append(case)), known)
    assert not set(asked) & set(drawn)


def test_nothing_to_shrink():
    assert cases.shrink(INPUTS, 40, 7, lambda case: False, []) is None


def test_spent_budget_counts_as_passing(monkeypatch):
    monkeypatch.setattr(cases, "MAX_SHRINK_CALLS", 0)
    assert cases.shrink(INPUTS, 40, 7, lambda case: True, []) is None


def test_inputs_are_within_their_bounds_and_match():
    inputs = {"p": arrays("X:(n,d), W:(d,k)", n=(1, 2), k=3, scale=2.0), "c": floats(-1, 1), "i": integers(2, 3)}
    for case in map(wire.decode, cases.record(inputs, 40, 1)):
        X, W = case["p"]["X"], case["p"]["W"]
        assert X.shape[1] == W.shape[0]
        assert X.shape[0] in (1, 2)
        assert W.shape[1] == 3
        assert np.abs(X).max() <= 4.0
        assert -1 <= case["c"] <= 1
        assert case["i"] in (2, 3)


def test_half_of_the_arrays_are_crooked():
    drawn = cases.record({"x": arrays("(n)", n=4, scale=2.0)}, 60, 3)
    share = np.mean([np.any(wire.decode(case)["x"] % 1 != 0) for case in drawn])
    assert 0.3 < share < 0.8


def test_distributions_sum_to_one():
    for case in cases.record({"Y": distributions(3, 4)}, 30, 1):
        Y = wire.decode(case)["Y"]
        assert Y.shape == (3, 4)
        assert np.allclose(Y.sum(axis=1), 1)
        assert np.all(Y >= 0)


def test_arguments_are_a_dict():
    (case,) = cases.record({"arguments": arguments(x=st.just(1.0))}, 5, 1)
    assert wire.decode(case) == {"arguments": {"x": 1.0}}


def test_lists_have_their_lengths():
    lengths = {len(wire.decode(case)["s"]) for case in cases.record({"s": lists(integers(1, 9), 2, 4)}, 40, 1)}
    assert lengths == {2, 3, 4}


def test_missing_private_function_of_hypothesis_is_noticed(monkeypatch):
    from hypothesis.internal.conjecture import providers

    monkeypatch.delattr(providers, "_get_local_constants")
    with pytest.raises(AttributeError):
        cases.record(INPUTS, 5, 1)
