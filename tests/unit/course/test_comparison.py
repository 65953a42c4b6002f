"""Values are compared up to rounding, whatever their kind."""

import numpy as np
import pytest

from grader.course.comparison import have_same_values
from grader.worker.wire import Unsupported


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-12),
        (2**64, 2**64),
        (-0.0, 0.0),
        (np.nan, np.nan),
        ([2**64, 1.0], np.array([2.0**64, 1.0])),
        (np.array([True]), np.array([True])),
        (np.array([-(2**63)]), np.array([-(2**63)])),
        (np.array([1e308, -1e308]), np.array([1e308, -1e308])),
        (np.array([1j]), np.array([1j + 1e-12])),
        ([1.0, [2.0]], (1.0, [2.0])),
    ],
)
def test_same(one, other):
    assert have_same_values(one, other)
    assert have_same_values(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (2**64, 2**65),
        (2**64, 3),
        (-(2**63) + 7, 7),
        (3, 3.0),
        (1, True),
        (2**64, np.array([1.0])),
        (2**64, "text"),
        (1e308, -1e308),
        (np.array([-(2**63)]), np.array([0])),
        (np.array([True]), np.array([False])),
        (np.array([1e308 + 1e308j]), np.array([0j])),
        (np.array([1.0]), ["1.0"]),
        (np.array([np.nan]), [None]),
        (np.array([1.0]), [np.array([1.0, 2.0])]),
        (np.array([[1.0], [2.0]]), [[1.0], [2.0, 3.0]]),
        (np.array([1.0]), [np.ones(2, bool)]),
        (np.array([1.0]), [1j]),
        (Unsupported("set"), Unsupported("set")),
        ((1.0, Unsupported("set")), (1.0, Unsupported("set"))),
        (Unsupported("set"), np.array([1.0])),
    ],
)
def test_different(one, other):
    assert not have_same_values(one, other)
    assert not have_same_values(other, one)
