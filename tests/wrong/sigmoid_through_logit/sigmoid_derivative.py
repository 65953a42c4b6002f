# fails: slope_from_output_matches_reference, stable_for_huge_arguments
# mistake: recovers z from a by a logarithm, which fails for responses of 0 and 1
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    z = np.log(a / (1 - a))
    return np.exp(-z) / (1 + np.exp(-z)) ** 2
