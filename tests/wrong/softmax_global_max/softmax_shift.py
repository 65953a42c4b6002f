# fails: shift_invariant, stable_across_rows
# mistake: one maximum for the whole batch: rows far below it underflow to 0/0
import numpy as np



def softmax(Z):
    e = np.exp(Z - np.max(Z))
    return e / np.sum(e, axis=-1, keepdims=True)
