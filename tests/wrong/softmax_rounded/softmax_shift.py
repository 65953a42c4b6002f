# fails: matches_reference_on_batches, matches_reference_on_square_batches, log_ratios_are_differences
# mistake: rounds to the ten digits that the table prints
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.round(e / e.sum(axis=-1, keepdims=True), 10)
