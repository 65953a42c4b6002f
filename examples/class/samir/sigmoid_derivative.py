import numpy as np


def sigmoid(x):
    pos = 1 / (1 + np.exp(-np.maximum(x, 0)))
    ex = np.exp(np.minimum(x, 0))
    return np.where(x >= 0, pos, ex / (1 + ex))


def sigmoid_prime(x):
    return sigmoid(x) * sigmoid(-x)


def sigmoid_prime_from_output(y):
    return y * (1 - y)
