import numpy as np


def sigmoid(z):
    # log(1 + exp(-z)) as logaddexp(0, -z)
    return np.exp(-np.logaddexp(0.0, -z))


def sigmoid_prime(z):
    return np.exp(-np.logaddexp(0.0, -z) - np.logaddexp(0.0, z))


def sigmoid_prime_from_output(a):
    return 0.25 - (a - 0.5) ** 2
