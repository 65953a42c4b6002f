# fails: stable_for_huge_arguments
# mistake: picks the safe formula for the whole array, which fails when signs are mixed
import numpy as np


def sigmoid(z):
    if np.all(z >= 0):
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
