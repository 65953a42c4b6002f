# fails: worked_slopes, worked_slopes_from_outputs, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, slope_from_output_matches_reference, stable_for_huge_arguments
# mistake: applies the sigmoid to a response, and builds the other slope on that
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid_prime_from_output(sigmoid(z))


def sigmoid_prime_from_output(a):
    return sigmoid(a) * (1 - sigmoid(a))
