# fails: stable_for_huge_arguments
# mistake: exp(z) / (1 + exp(z)) is inf / inf for large z
import numpy as np


def sigmoid(z):
    e = np.exp(z)
    return e / (1 + e)


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
