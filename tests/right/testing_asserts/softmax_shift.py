import numpy as np
from numpy.testing import assert_allclose, assert_array_equal


def softmax(Z: np.ndarray) -> np.ndarray:
    if Z.ndim == 1:
        return softmax(Z[np.newaxis, :])[0]
    top = np.amax(Z, axis=1)
    numerators = np.exp((Z.T - top).T)
    return (numerators.T / np.sum(numerators, axis=1)).T


assert_allclose(softmax(np.array([1.0, 2.0])), [0.2689414214, 0.7310585786], rtol=1e-9)
assert_allclose(softmax(np.array([1001.0, 1002.0])), [0.2689414214, 0.7310585786], rtol=1e-9)
_rng = np.random.default_rng(0)
_Z = _rng.normal(size=(4, 3)) * 1e4
_before = _Z.copy()
assert_allclose(softmax(_Z).sum(axis=1), np.ones(4))
assert_array_equal(_Z, _before)
