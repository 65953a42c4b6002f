# fails: worked_numbers, shift_invariant, stable_for_huge_logits, stable_across_rows
# mistake: shifts by the largest absolute value, so a row of very negative logits underflows to 0/0
import numpy as np



def softmax(Z):
    e = np.exp(Z - np.abs(Z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
