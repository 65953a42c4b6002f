"""Which answers are of float32, and what comparisons forgive them."""

import numpy as np
import pytest

from grader.exercise.assertions import assert_close, assert_equal, assert_that
from grader.exercise.failures import CheckFailed
from grader.exercise.precision import forgives_single, is_single, judging

THIRDS = np.array([1 / 3, 2 / 3, 4 / 3])


class Student:
    """A student whose answers are of single precision, or are not."""

    def __init__(self, single):
        self.single, self.noted = single, 0

    def is_single(self):
        return self.single

    def note_single(self):
        self.noted += 1


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (THIRDS.astype(np.float32).astype(float), True),
        (np.array(float(np.float32(0.1))), True),
        (THIRDS, False),
        (np.array([0.5, 0.25, 3.0, 0.0, -1024.0]), False),  # of few bits: they say nothing
        (np.zeros(0), False),
        (np.array([np.nan, 0.5]), False),
        (np.array([1e300, 0.1]), False),  # infinite in float32
        (THIRDS.astype(np.float32), False),  # told by its dtype, not by its entries
    ],
)
def test_numbers_of_float32_are_told_from_others(array, expected):
    assert is_single(array) is expected


def test_single_precision_is_forgiven_only_where_it_is_seen():
    off = THIRDS * (1 + 1e-7)
    for student in (None, Student(single=False)):
        with judging(student), pytest.raises(CheckFailed):
            assert_close(off, THIRDS)
    student = Student(single=True)
    with judging(student):
        assert_close(off, THIRDS)
        assert_equal(THIRDS.astype(np.float32).astype(float), THIRDS)
        assert_that(False, "Never told.", in_single=True)
        assert student.noted == 3
        with pytest.raises(CheckFailed):
            assert_close(THIRDS * (1 + 1e-4), THIRDS)
        with pytest.raises(CheckFailed):
            assert_that(False, "Told.")
    assert not forgives_single(True)  # outside of a check, nobody is judged


def test_right_answers_are_not_noted():
    student = Student(single=True)
    with judging(student):
        assert_close(THIRDS, THIRDS)
    assert student.noted == 0


@pytest.mark.parametrize(
    ("error", "expected"),
    [(3e-9, True), (1e-3, False)],
)
def test_tiny_errors_everywhere_get_a_sentence_of_their_own(error, expected):
    with pytest.raises(CheckFailed) as caught:
        assert_close(THIRDS * (1 + error), THIRDS)
    assert ("is a small constant added" in caught.value.failure.detail) is expected
