"""Short decimals for a failing case, and cases with other values of one input."""

import numpy as np
import pytest

from grader.course import cases
from grader.course.promises import find_promises
from grader.course.simplification import (
    MAX_ROUNDINGS,
    MAX_VARIANTS,
    find_inputs,
    find_variants,
    replace_inputs,
    round_case,
    shorten,
)
from grader.exercise.inputs import arrays, distributions
from grader.worker import wire

X, Y = np.array([[0.123, -0.877]]), np.array([[0.6626149369953803, 0.3373850630046197]])
NET = wire.encode({"net": {"X": X, "Y": Y}, "c": 0.125})
# Ranges that allow anything, with ties, zeros and crooked numbers.
ANY = [
    {("net", "X"): np.array([[-9.0, 9.0], [0.0, 0.0]]), ("net", "Y"): np.array([[1.0, 0.0]]), ("c",): -9.01},
    {("net", "X"): np.array([[0.3, 0.3]]), ("net", "Y"): np.array([[0.5, 0.5]]), ("c",): 9.0},
    {("net", "X"): np.array([[0.0, 0.0]]), ("net", "Y"): np.array([[0.25, 0.75]]), ("c",): 0.0},
]


def read(case):
    return {"/".join(keys): np.asarray(value).tolist() for keys, value in find_inputs(case).items()}


def test_inputs_are_drawn_values_and_the_entries_of_drawn_dicts():
    assert read(NET) == {"net/X": X.tolist(), "net/Y": Y.tolist(), "c": 0.125}
    changed = replace_inputs(NET, {("net", "X"): Y, ("c",): 2.0})
    assert read(changed) == {"net/X": Y.tolist(), "net/Y": Y.tolist(), "c": 2.0}


def test_everything_is_rounded_at_once_if_that_fails_too():
    asked = []
    found = shorten(NET, ANY, lambda case: asked.append(case) is None)
    assert read(found) == {"net/X": [[0.0, -1.0]], "net/Y": [[1.0, 0.0]], "c": 0.0}
    assert len(asked) == 1


def test_decimals_that_matter_stay():
    def fails(case):
        return read(case)["net/Y"][0] not in ([1.0, 0.0], [0.0, 1.0])

    assert read(shorten(NET, ANY, fails)) == {"net/X": [[0.0, -1.0]], "net/Y": [[0.7, 0.3]], "c": 0.0}


def test_one_entry_that_matters_does_not_keep_the_others():
    def fails(case):
        return read(case)["net/X"][0][1] == -0.877

    assert read(shorten(NET, ANY, fails))["net/X"] == [[0.0, -0.877]]


def test_what_cannot_be_shorter_is_not_run():
    case = wire.encode({"n": 3, "x": np.array([1.0, -2.0]), "whole": 2.0, "labels": [1, 2], "name": "f", "is": True})
    assert shorten(case, [], lambda _: pytest.fail("run")) == case


def test_lists_of_arrays_are_rounded_too():
    case = wire.encode({"packed": [np.array([0.4]), np.array(0.6), 3]})
    recorded = [{("packed",): [np.array([0.0, 0.0, 5.0, 0.3])]}]
    assert wire.decode(shorten(case, recorded, lambda _: True))["packed"] == [np.array([0.0]), np.array(1.0), 3]


def test_rounding_is_bounded_by_a_count():
    case = wire.encode({"x": np.random.default_rng(1).normal(size=(30, 3))})
    recorded = [{("x",): np.array([-9.0, 9.0, 0.0, 0.0])}, {("x",): np.array([0.3, 0.3, 0.0])}]
    asked = []
    assert shorten(case, recorded, lambda tried: asked.append(tried) is not None) == case
    assert len(set(asked)) == len(asked) == MAX_ROUNDINGS


@pytest.mark.parametrize(
    ("value", "recorded", "short"),
    [
        ([0.4, 0.6], [[0.25, 0.75, 3.0]], [0.4, 0.6]),  # never zero
        ([1.4, 0.6], [[0.0, 0.0, 1.5, 0.7]], [1.0, 1.0]),
        ([1.3, 0.8, 1.1], [[1.2, 0.0, 5.3]], [1.0, 0.8, 1.1]),  # never the same number twice
        ([1.3, 0.8, 1.1], [[1.2, 0.0, 5.3], [0.5, 0.5]], [1.0, 1.0, 1.0]),
        ([0.75, 1.25], [[0.0, 0.0], [1.5, 3.0]], [1.0, 1.0]),  # from a grid
        ([0.08], [[0.05], [0.2]], [0.1]),  # within the range
    ],
)
def test_a_rounded_value_keeps_what_all_recorded_values_have(value, recorded, short):
    case = wire.encode({"x": np.array(value)})
    known = [{("x",): np.array(numbers)} for numbers in recorded]
    assert read(shorten(case, known, lambda _: True))["x"] == short


def test_quarters_stay_quarters():
    case = wire.encode({"x": np.array([0.25, 3.0])})
    quarters = [{("x",): np.array([0.0, 0.0, 4.0])}, {("x",): np.array([0.75])}]

    def fails(tried):
        return read(tried)["x"][0] != 0.0

    assert shorten(case, quarters, fails) == case
    assert read(shorten(case, [*quarters, {("x",): np.array([0.7])}], fails))["x"] == [0.2, 3.0]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("least", [0, 1, 2])
def test_rows_of_probabilities_still_sum_to_one(seed, least):
    drawn = cases.record({"Y": distributions(2, 3)}, 10, seed)

    def fails(case):
        return bool(np.any(np.round(wire.decode(case)["Y"], least) == wire.decode(case)["Y"]))

    for case in drawn:
        found = wire.decode(shorten(case, list(map(find_inputs, drawn)), fails))["Y"]
        assert np.allclose(found.sum(axis=1), 1, rtol=0, atol=1e-9)
        assert found.min() >= 0


def test_variants_change_one_input_to_other_recorded_values():
    drawn = cases.record({"net": arrays("X:(n,d), b:(d)", n=(1, 3), d=(1, 3))}, 40, 3)
    recorded = list(map(find_inputs, drawn))
    case = drawn[10]
    variants = find_variants(case, ("net", "X"), recorded)
    assert len(set(variants)) == len(variants) == MAX_VARIANTS
    own = find_inputs(case)
    for variant in map(find_inputs, variants):
        assert not np.array_equal(variant["net", "X"], own["net", "X"])
        assert variant["net", "X"].shape == own["net", "X"].shape
        assert np.array_equal(variant["net", "b"], own["net", "b"])


def test_the_only_input_takes_values_of_any_shape():
    recorded = [{("z",): np.zeros(size)} for size in (1, 2, 3, 4)]
    variants = find_variants(wire.encode({"z": np.zeros(1)}), ("z",), recorded)
    assert [len(wire.decode(variant)["z"]) for variant in variants] == [2, 3, 4]


def test_a_part_of_a_row_of_probabilities_is_no_variant():
    case = wire.encode({"x": 1.0, "Y": np.array([[1.0, 0.0]])})
    rows = [[0.2, 0.3, 0.5], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    recorded = [{("Y",): np.array([row])} for row in rows]
    variants = find_variants(case, ("Y",), recorded)
    assert [wire.decode(variant)["Y"].tolist() for variant in variants] == [[[0.5, 0.5]], [[0.0, 1.0]]]


@pytest.mark.parametrize("others", [[], [2.0], [1.0, 2.0, 1.0]])
def test_too_few_values_say_nothing(others):
    case = wire.encode({"x": 1.0, "y": 1.0})
    assert find_variants(case, ("x",), [{("x",): value} for value in others]) == []


def test_a_value_of_another_kind_is_no_variant():
    case = wire.encode({"x": 1.0, "mask": None, "sizes": [1, 2]})
    recorded = [{("mask",): np.ones(n), ("sizes",): [1] * n, ("x",): "no"} for n in (1, 3, 4)]
    assert [find_variants(case, (name,), recorded) for name in ("x", "mask", "sizes")] == [[], [], []]


def test_each_input_is_rounded_to_the_fewest_decimals_that_it_may_have():
    promises = find_promises([find_inputs(NET), *ANY])
    assert read(round_case(NET, promises, 0)) == {"net/X": [[0.0, -1.0]], "net/Y": [[1.0, 0.0]], "c": 0.0}
    assert read(round_case(NET, promises, 1)) == {"net/X": [[0.1, -0.9]], "net/Y": [[0.7, 0.3]], "c": 0.1}


def test_what_a_round_number_may_not_be_has_more_decimals():
    cases_of = [{("c",): value} for value in (0.04, 0.5, 3.0)]  # never zero
    case = wire.encode({"c": 0.04})
    assert read(round_case(case, find_promises(cases_of), 0)) == {"c": 0.04}
    high = wire.encode({"c": 3.6})  # rounded to 4, it would be above all that were drawn
    assert read(round_case(high, find_promises([{("c",): 0.5}, {("c",): 3.6}]), 0)) == {"c": 3.6}
