# fails: worked_sigmoid, strictly_increasing, slope_is_that_of_own_sigmoid, sigmoid_matches_reference, stable_for_huge_arguments
# mistake: exp(z) for exp(-z); the slopes are right for the right sigmoid
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
