# fails: worked_sigmoid, worked_slopes, opposite_arguments_add_to_one, strictly_increasing, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, sigmoid_matches_reference, stable_for_huge_arguments
# mistake: 1 + exp(-z) without the reciprocal, as in the 1.0003 of the notes
import numpy as np


def sigmoid(z):
    return 1 + np.exp(-z)


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
