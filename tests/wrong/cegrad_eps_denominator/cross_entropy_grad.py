# fails: rows_sum_to_zero, right_on_the_label, right_off_the_label, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: adds 1e-8 to the denominator
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-8)


def ce_grad_logits(Z, Y):
    return softmax(Z) - Y
