# fails: strictly_increasing, sigmoid_matches_reference, stable_for_huge_arguments
# mistake: keeps responses away from 0 and 1 by 1e-7
import numpy as np


def sigmoid(z):
    return np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
