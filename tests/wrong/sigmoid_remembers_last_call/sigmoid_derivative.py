# fails: slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, slope_matches_reference
# mistake: takes the response of the last call of sigmoid for that of z
import numpy as np


last = None


def sigmoid(z):
    global last
    last = 1 / (1 + np.exp(-z))
    return last.copy()


def sigmoid_prime(z):
    return last * (1 - last)


def sigmoid_prime_from_output(a):
    return a * (1 - a)
