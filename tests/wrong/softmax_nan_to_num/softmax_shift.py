# fails: worked_numbers, shift_invariant, stable_for_huge_logits, stable_across_rows
# mistake: naive formula, nan replaced by 1 because inf / inf 'is one'
import numpy as np



def softmax(Z):
    e = np.exp(Z)
    return np.nan_to_num(e / e.sum(axis=-1, keepdims=True), nan=1.0)
