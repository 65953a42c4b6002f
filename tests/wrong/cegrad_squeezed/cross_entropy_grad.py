# fails: each_row_on_its_own, right_on_the_label, right_off_the_label, stable_for_huge_logits
# mistake: squeezes the result, so that a batch of one row comes back as a row
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    return np.squeeze(softmax(Z) - Y)
