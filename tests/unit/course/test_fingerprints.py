"""FunctionFingerprints: what misconceptions answer, and when two answers are the same."""

import numpy as np
import pytest

from grader.course.comparison import MODIFIED, RAISED, agree_on, find_differing, have_same_values, to_parts
from grader.course.fingerprints import take_fingerprints
from grader.execution.replies import Returned, SideEffects
from grader.exercise.failures import Failure


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-9, True),
        (1.0, 1.0 + 1e-6, False),
        (1e6, 1e6 + 1e-3, True),
        (3.0, 3, False),
        (3, 3.0, False),
        ([1, 2.0], np.array([1.0, 2.0]), True),
        (np.array([[1.0], [2.0]]), [[1.0], [2.0]], True),
        (["a"], np.array([1.0]), False),
        ([[1.0], [1.0, 2.0]], np.array([1.0]), False),
        (True, 1, False),
        (np.nan, np.nan, True),
        (np.inf, -np.inf, False),
        (np.ones(2), np.ones((1, 2)), False),
        (np.ones(2), np.ones(2, dtype=int), False),
        (np.array([1e3, 0.0]), np.array([1e3, 1e-8]), True),
        ([1.0, (2.0,)], (1.0, [2.0]), True),
        ([1.0], [1.0, 1.0], False),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ("a", "a", True),
        (None, None, True),
        (None, 0.0, False),
    ],
)
def test_values_are_the_same_up_to_rounding(one, other, same):
    assert have_same_values(one, other) is same


def test_parts_of_replies():
    assert to_parts(Returned(2.0))[None] == 2.0
    assert to_parts(Returned((1.0, 2.0)))[1] == 2.0
    parts = to_parts(Returned({"dW": 1.0}, SideEffects(modified=("0",))))
    assert (parts["dW"], parts[MODIFIED]) == (1.0, ("0",))
    assert to_parts(Failure("raised", "f raised", exception="ValueError"))[RAISED] == ("raised", "ValueError")


def test_replies_differ_in_parts():
    right, wrong = to_parts(Returned({"a": 1.0, "b": 2.0})), to_parts(Returned({"a": 1.0, "b": 3.0}))
    assert find_differing(wrong, right) == {"b"}
    assert find_differing(to_parts(Failure("raised", "")), right) == {RAISED, "a", "b"}
    assert agree_on("nowhere", right, wrong)
    assert not agree_on(RAISED, right, to_parts(Failure("raised", "")))


def test_evidence_has_questions_that_tell_each_suspect_from_the_reference(course):
    for exercise in course.exercises:
        for fingerprints in exercise.fingerprints:
            assert len(fingerprints.transcript.questions) <= 200
            for fingerprint in fingerprints.fingerprints:
                assert any(fingerprint.distinguishing), fingerprint.names
                assert (
                    len(fingerprint.replies)
                    == len(fingerprints.transcript.questions)
                    == len(fingerprint.distinguishing)
                )


def test_no_misconceptions_give_no_evidence(course):
    exercise = course.exercises[0]
    assert take_fingerprints([check.transcript for check in exercise.checks], exercise.reference, {}) == ()
