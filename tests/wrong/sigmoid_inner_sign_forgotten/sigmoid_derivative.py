# fails: worked_slopes, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, slope_matches_reference
# mistake: takes the slope of exp(-z) for exp(-z), without its sign
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return -sigmoid(z) * (1 - sigmoid(z))


def sigmoid_prime_from_output(a):
    return a * (1 - a)
