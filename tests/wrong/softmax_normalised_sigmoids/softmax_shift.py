# fails: worked_numbers, shift_invariant, two_classes_give_sigmoid, matches_reference_on_batches, matches_reference_on_square_batches, stable_for_huge_logits, stable_across_rows, log_ratios_are_differences
# mistake: uses the sigmoid of each logit, normalised, which agrees with softmax only by accident
import numpy as np



def softmax(Z):
    s = 1 / (1 + np.exp(-Z))
    return s / s.sum(axis=-1, keepdims=True)
