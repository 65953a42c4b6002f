# fails: worked_slopes, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, slope_matches_reference, stable_for_huge_arguments
# mistake: the dead end -sigma of the notes, taken for the result
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return -sigmoid(z)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
