# fails: right_on_the_label, right_off_the_label, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: keeps probabilities away from 0 and 1 by 1e-7, as for a logarithm
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    return np.clip(softmax(Z), 1e-7, 1 - 1e-7) - Y
