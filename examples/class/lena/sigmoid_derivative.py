import numpy as np


def sigmoid(z):
    if z.ndim > 1:
        return np.stack([sigmoid(row) for row in z])
    if z.size > 1:
        half = z.size // 2
        return np.concatenate([sigmoid(z[:half]), sigmoid(z[half:])])
    if z[0] < 0:
        return 1 - sigmoid(-z)
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(-z)


def sigmoid_prime_from_output(a):
    if a.ndim > 1:
        return np.stack([sigmoid_prime_from_output(row) for row in a])
    return a - a**2
