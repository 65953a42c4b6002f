# fails: worked_sigmoid, opposite_arguments_add_to_one, strictly_increasing, slope_is_that_of_own_sigmoid, sigmoid_matches_reference, stable_for_huge_arguments
# mistake: exp(-|z|) to avoid overflow
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))

def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 - s)

def sigmoid_prime_from_output(a):
    return a * (1 - a)
