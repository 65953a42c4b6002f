import numpy as np


def sigmoid(z):
    # np.where evaluates both sides, so the exponent must never be positive
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
