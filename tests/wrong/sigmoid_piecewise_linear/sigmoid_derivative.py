# fails: worked_sigmoid, worked_slopes, strictly_increasing, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, sigmoid_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: the hard sigmoid, and its slope
import numpy as np


def sigmoid(z):
    return np.clip(0.25 * z + 0.5, 0, 1)


def sigmoid_prime(z):
    return np.where(np.abs(z) < 2, 0.25, 0.0)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
