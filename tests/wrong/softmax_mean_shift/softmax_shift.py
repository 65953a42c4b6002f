# fails: stable_for_huge_logits, stable_across_rows
# mistake: shifts by the mean of the row instead of its maximum, overflows where the spread is large
import numpy as np



def softmax(Z):
    e = np.exp(Z - Z.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
