# fails: worked_numbers, stable_for_huge_logits, stable_across_rows
# mistake: shifts only if some logit is above 700: rows of very negative logits give 0/0
import numpy as np



def softmax(Z):
    A = Z.copy()
    if A.max() > 700:
        A = A - A.max(axis=-1, keepdims=True)
    e = np.exp(A)
    return e / e.sum(axis=-1, keepdims=True)
