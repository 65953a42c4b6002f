# fails: worked_sigmoid, worked_slopes, strictly_increasing, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, sigmoid_matches_reference, stable_for_huge_arguments
# mistake: rounds the responses to six digits, as a table would
import numpy as np


def sigmoid(z):
    return np.round(1 / (1 + np.exp(-z)), 6)


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
