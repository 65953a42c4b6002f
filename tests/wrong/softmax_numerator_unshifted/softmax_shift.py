# fails: worked_numbers, rows_sum_to_one, shift_invariant, reordering_classes_reorders_answer, each_row_on_its_own, single_row_gives_single_row, two_classes_give_sigmoid, argument_unchanged, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, scaling_matters
# mistake: subtracts the maximum below the line only
import numpy as np

def softmax(Z):
    m = np.max(Z, axis=-1, keepdims=True)
    return np.exp(Z) / np.sum(np.exp(Z - m), axis=-1, keepdims=True)
