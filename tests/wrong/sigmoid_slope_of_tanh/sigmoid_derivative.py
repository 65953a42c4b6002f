# fails: worked_slopes_from_outputs, both_slopes_agree, slope_from_output_matches_reference, stable_for_huge_arguments
# mistake: 1 - a**2 is the slope of tanh
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)


def sigmoid_prime_from_output(a):
    return 1 - a**2
