# fails: sigmoid_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: returns a flat array whatever the shape of z
import numpy as np


def sigmoid(z):
    return np.array([1 / (1 + np.exp(-t)) for t in z.flat])


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
