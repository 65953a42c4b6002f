"""Numbers of every kind become ones that NumPy can compute with."""

import numpy as np
import pytest

from grader.exercise.numeric import find_shape, is_finite, to_numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        (True, 1.0),
        (2**64, 2.0**64),
        (-(2**63), -(2.0**63)),
        (10**400, np.inf),
        (-(10**400), -np.inf),
        ([2**64, 1.5, True], [2.0**64, 1.5, 1.0]),
        ([[1, 2], (3, 4)], [[1.0, 2.0], [3.0, 4.0]]),
        (np.array([True, False]), [1.0, 0.0]),
        (np.array([-(2**63)]), [-(2.0**63)]),
        (np.array([2**64 - 1], np.uint64), [2.0**64]),
        (np.array([6e4], np.float16), [6e4]),
        (np.array([10**400, 1], dtype=object), [np.inf, 1.0]),
        (np.zeros((0, 3), np.int8), np.zeros((0, 3))),
        ([], []),
    ],
)
def test_numbers_become_float64(value, expected):
    found = to_numbers(value)
    assert found.dtype == np.float64
    assert np.array_equal(found, expected) or np.allclose(found, expected, rtol=1e-3)


def test_complex_numbers_stay_complex():
    assert to_numbers(1j).dtype == to_numbers(np.ones(2, np.complex64)).dtype == np.complex128
    assert to_numbers([1, 1j]).tolist() == [1, 1j]


def test_float64_is_not_copied():
    array = np.ones(3)
    assert to_numbers(array) is array


def test_signalling_nan_does_not_warn():
    signalling = np.array([0x7FA00000], dtype=np.uint32).view(np.float32)
    assert np.isnan(to_numbers(signalling)).all()


@pytest.mark.parametrize("value", ["1.0", None, [1.0, "2"], [None], {}, [[1.0], ["x" * 1_000_000] * 1_000]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError):
        to_numbers(value)


def test_ragged_rows_are_refused():
    with pytest.raises(ValueError, match="shape"):
        to_numbers([[1.0], [1.0, 2.0]])


@pytest.mark.parametrize("value", [3, 2**64, 10**400, True, 1.5, np.zeros(0), np.array([True]), np.array([-(2**63)])])
def test_finite(value):
    assert is_finite(value)


@pytest.mark.parametrize("value", [np.nan, -np.inf, np.array([1.0, np.nan]), np.array([complex(0, np.inf)])])
def test_not_finite(value):
    assert not is_finite(value)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (1.0, ()),
        ([], (0,)),
        ([1, 2], (2,)),
        ([np.ones((2, 3))], (1, 2, 3)),
        ([[1], [2, 3]], (2, 1)),
        (np.ones(2), (2,)),
    ],
)
def test_shape_of_lists(value, shape):
    assert find_shape(value) == shape
