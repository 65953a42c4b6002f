import numpy as np


def sigmoid(z):
    return np.piecewise(
        z,
        [z >= 0, z < 0],
        [lambda t: 1 / (1 + np.exp(-t)), lambda t: np.exp(t) / (1 + np.exp(t))],
    )


sigmoid_prime_from_output = np.vectorize(lambda a: a * (1.0 - a), otypes=[np.float64])


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))
