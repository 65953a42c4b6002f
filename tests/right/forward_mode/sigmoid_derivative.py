import numpy as np


def sigmoid(z):
    if isinstance(z, (float, int)) or np.ndim(z) == 0:
        return float(0.5 * np.tanh(z / 2) + 0.5)
    return np.array([sigmoid(zi) for zi in z])


def sigmoid_prime(z):
    return np.array([float(1 / (2 * np.cosh(np.minimum(abs(x), 700) / 2)) ** 2) if abs(x) < 700 else 0.0 for x in z.ravel()]).reshape(z.shape)


def sigmoid_prime_from_output(a):
    return [x * (1 - x) if np.ndim(x) == 0 else sigmoid_prime_from_output(x) for x in a]
