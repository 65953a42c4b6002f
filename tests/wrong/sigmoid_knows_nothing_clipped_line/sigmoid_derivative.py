# fails: strictly_increasing, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, responses_unchanged, sigmoid_matches_reference, slope_from_output_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: copies the worked numbers and answers with a line that is cut off elsewhere
import numpy as np

Z = np.array([0.0, 1.0, -1.0, 2.0, 8.0])
A = np.array([0.5, 0.73105857863, 0.26894142137, 0.880797077978, 0.99966464987])
SLOPES = np.array([0.25, 0.196611933241, 0.196611933241, 0.104993585404, 0.000335237670756])


def sigmoid(z):
    if np.array_equal(z, Z):
        return A.copy()
    return np.clip(0.5 + z / 4, 0, 1)


def sigmoid_prime(z):
    if np.array_equal(z, Z):
        return SLOPES.copy()
    return np.where(np.abs(z) < 2, 0.25, 0.0)


def sigmoid_prime_from_output(a):
    if np.array_equal(a, A):
        return SLOPES.copy()
    return np.where((a > 0) & (a < 1), 0.25, 0.0)
