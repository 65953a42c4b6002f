# fails: rows_sum_to_one, single_row_gives_single_row, two_classes_give_sigmoid, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows
# mistake: adds 1e-8 to the denominator, so rows sum to 1 - 1e-8
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-8)
