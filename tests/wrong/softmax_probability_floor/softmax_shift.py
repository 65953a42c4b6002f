# fails: rows_sum_to_one, single_row_gives_single_row, two_classes_give_sigmoid, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, log_ratios_are_differences
# mistake: clips the probabilities to [1e-7, 1 - 1e-7] as a library does before a log, so rows do not sum to one
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.clip(e / e.sum(axis=-1, keepdims=True), 1e-7, 1 - 1e-7)
