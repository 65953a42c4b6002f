# fails: shift_invariant, stable_for_huge_logits
# mistake: overflows for large logits
import numpy as np


def ce_grad_logits(Z, Y):
    e = np.exp(Z)
    return e / e.sum(axis=-1, keepdims=True) - Y
