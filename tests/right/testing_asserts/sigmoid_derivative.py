import numpy as np
from numpy.testing import assert_allclose


def sigmoid(z):
    """Logistic function.

    >>> sigmoid(np.array([0.0]))
    array([0.5])
    """
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime_from_output(a):
    return np.multiply(a, np.subtract(1.0, a))


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))


_z = np.linspace(-5, 5, 11)
assert_allclose(sigmoid_prime(np.array([2.0])), [0.104993585404], rtol=1e-9)
assert_allclose((sigmoid(_z + 1e-6) - sigmoid(_z - 1e-6)) / 2e-6, sigmoid_prime(_z), atol=1e-9)
assert_allclose(sigmoid(_z) + sigmoid(-_z), 1)
