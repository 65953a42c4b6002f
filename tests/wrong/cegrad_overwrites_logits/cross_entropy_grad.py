# fails: arguments_unchanged
# mistake: shifts the logits in place
import numpy as np


def ce_grad_logits(Z, Y):
    Z -= Z.max(axis=-1, keepdims=True)
    e = np.exp(Z)
    return e / e.sum(axis=-1, keepdims=True) - Y
