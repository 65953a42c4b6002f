# fails: worked_numbers, shift_invariant, stable_for_huge_logits, stable_across_rows
# mistake: clips the logits to +-500 instead of shifting, so 1001 and 1002 become equal
import numpy as np



def softmax(Z):
    e = np.exp(np.clip(Z, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)
