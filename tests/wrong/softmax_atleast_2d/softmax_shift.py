# fails: worked_numbers, reordering_classes_reorders_answer, single_row_gives_single_row, two_classes_give_sigmoid, argument_unchanged, stable_for_huge_logits, log_ratios_are_differences, scaling_matters
# mistake: a single row (K,) comes back as (1, K)
import numpy as np



def softmax(Z):
    A = np.atleast_2d(Z)
    e = np.exp(A - A.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
