# fails: opposite_arguments_add_to_one, strictly_increasing, slope_is_even, slope_peaks_at_zero, slope_is_that_of_own_sigmoid, both_slopes_agree, sums_unchanged, responses_unchanged, sigmoid_matches_reference, slope_from_output_matches_reference, slope_matches_reference, stable_for_huge_arguments
# mistake: copies the worked numbers and answers zeros elsewhere
import numpy as np

WORKED = {
    0.0: (0.5, 0.25),
    1.0: (0.73105857863, 0.196611933241),
    -1.0: (0.26894142137, 0.196611933241),
    2.0: (0.880797077978, 0.104993585404),
    8.0: (0.99966464987, 0.000335237670756),
}
SLOPES = dict(WORKED.values())


def copy(table, x):
    return np.array([table.get(entry, 0.0) for entry in x.ravel()]).reshape(x.shape)


def sigmoid(z):
    return copy({argument: value for argument, (value, _) in WORKED.items()}, z)


def sigmoid_prime(z):
    return copy({argument: slope for argument, (_, slope) in WORKED.items()}, z)


def sigmoid_prime_from_output(a):
    return copy(SLOPES, a)
