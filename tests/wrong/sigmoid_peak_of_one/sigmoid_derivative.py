# fails: worked_slopes, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, slope_matches_reference
# mistake: scales the slope so that its peak is 1
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return 4 * sigmoid(z) * (1 - sigmoid(z))


def sigmoid_prime_from_output(a):
    return a * (1 - a)
