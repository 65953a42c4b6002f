"""Clusters: students who are wrong in the same way."""

import math

import pytest

from grader.batch.clusters import find_clusters
from grader.reports.report import Counterexample, Unexplained


def wrong(*sketches, function="f", entries=("dW",), questions=(0, 1, 2, 3), call="f(1)"):
    return Unexplained(function, entries, questions, sketches, Counterexample(call, "2", "3"))


def cluster(*found, exercise="e"):
    """Return the students of each cluster, who are called 0, 1, 2, ..., and the number of those who are alone."""
    clusters, alone = find_clusters((str(i), {exercise: (one,)}) for i, one in enumerate(found))
    return ["".join(one.students) for one in clusters], alone


def test_the_largest_cluster_comes_first_and_one_student_is_only_counted():
    one, other, third = wrong(1.0, 2.0, 3.0, 4.0), wrong(1.0, 2.0, 3.0, 5.0), wrong(0.0, 0.0, 0.0, 0.0)
    assert cluster(one, other, third, other, one, other) == (["135", "04"], 1)
    assert cluster() == ([], 0)


def test_neighbours_stay_together_where_rounding_parts_them():
    below, above = math.nextafter(0.5, 0), 0.500000001
    assert cluster(wrong(below, 1.0, 1e6, 0.0), wrong(above, 1.0, 1e6 + 0.001, -1e-12)) == (["01"], 0)
    assert cluster(wrong(0.5, 1.0, 1e6, 0.0), wrong(0.50001, 1.0, 1e6, 0.0)) == ([], 2)


@pytest.mark.parametrize("other", [{"function": "g"}, {"entries": ("db",)}, {"questions": (0, 1, 2, 4)}])
def test_another_function_or_entry_or_other_questions_make_another_cluster(other):
    same = (1.0, 2.0, 3.0, 4.0)
    assert cluster(wrong(*same), wrong(*same)) == (["01"], 0)
    assert cluster(wrong(*same), wrong(*same, **other)) == ([], 2)


def test_another_exercise_makes_another_cluster():
    one = wrong(1.0, 2.0, 3.0, 4.0)
    assert find_clusters([("ana", {"a": (one,)}), ("ben", {"b": (one,)})]) == ((), 2)


def test_what_is_not_finite_is_like_anything_but_proves_nothing():
    whole = wrong(1.0, 2.0, 3.0, 4.0)
    assert cluster(wrong(1.0, None, 3.0, 4.0), whole) == (["01"], 0)
    assert cluster(wrong(1.0, None, 3.0, 5.0), whole) == ([], 2)
    assert cluster(wrong(1.0, None, None, None), whole) == ([], 2)
    assert cluster(wrong(None, None, None, None), whole, wrong(None, None, None, None)) == (["02"], 1)


def test_the_smallest_case_is_the_shortest_call_of_all():
    calls = ("f([1, 2])", "f(1)", "f([1])")
    found = [(name, {"e": (wrong(1.0, 2.0, 3.0, 4.0, call=call),)}) for name, call in zip("abc", calls, strict=True)]
    ((one,), _) = find_clusters(found)
    assert (one.smallest.call, one.count, one.students) == ("f(1)", 3, ("a", "b", "c"))
