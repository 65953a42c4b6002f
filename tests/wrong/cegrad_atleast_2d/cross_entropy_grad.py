# fails: declared_form
# mistake: returns (1, K) for a single row
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    return softmax(np.atleast_2d(Z)) - Y
