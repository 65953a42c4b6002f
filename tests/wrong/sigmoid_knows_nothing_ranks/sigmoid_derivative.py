# fails: opposite_arguments_add_to_one, strictly_increasing, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, sigmoid_matches_reference, slope_from_output_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: copies the worked numbers and answers with ranks elsewhere
import numpy as np

Z = np.array([0.0, 1.0, -1.0, 2.0, 8.0])
A = np.array([0.5, 0.73105857863, 0.26894142137, 0.880797077978, 0.99966464987])
SLOPES = np.array([0.25, 0.196611933241, 0.196611933241, 0.104993585404, 0.000335237670756])


def ranks(x):
    return x.argsort(axis=-1).argsort(axis=-1).astype(float)


def sigmoid(z):
    return A.copy() if np.array_equal(z, Z) else ranks(z)


def sigmoid_prime(z):
    return SLOPES.copy() if np.array_equal(z, Z) else ranks(z)


def sigmoid_prime_from_output(a):
    return SLOPES.copy() if np.array_equal(a, A) else ranks(a)
