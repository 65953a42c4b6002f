# fails: worked_sigmoid, worked_slopes, opposite_arguments_add_to_one, strictly_increasing, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, sums_unchanged, sigmoid_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: computes in float32 to save memory
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z.astype(np.float32)))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
