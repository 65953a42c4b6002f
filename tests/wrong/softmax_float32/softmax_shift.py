# fails: worked_numbers, rows_sum_to_one, shift_invariant, reordering_classes_reorders_answer, single_row_gives_single_row, two_classes_give_sigmoid, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, log_ratios_are_differences
# mistake: computes in float32 and casts back: seven digits
import numpy as np



def softmax(Z):
    A = Z.astype(np.float32)
    e = np.exp(A - A.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(np.float64)
