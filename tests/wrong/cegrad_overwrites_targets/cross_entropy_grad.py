# fails: arguments_unchanged
# mistake: subtracts in place, in the targets
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    Y -= softmax(Z)
    return -Y
