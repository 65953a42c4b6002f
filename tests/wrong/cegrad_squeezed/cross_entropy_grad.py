# fails: declared_form
# mistake: squeezes the result, so that a batch of one row comes back as a row
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    return np.squeeze(softmax(Z) - Y)
