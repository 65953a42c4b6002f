# fails: worked_slopes, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, sums_unchanged, slope_matches_reference, stable_for_huge_arguments
# mistake: returns a matrix of slopes for a vector, one row per response
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return np.diag(s * (1 - s)) if z.ndim == 1 else s * (1 - s)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
