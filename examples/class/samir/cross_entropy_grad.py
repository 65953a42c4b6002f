import numpy as np


def ce_grad_logits(logits, targets):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=-1, keepdims=True) - targets
