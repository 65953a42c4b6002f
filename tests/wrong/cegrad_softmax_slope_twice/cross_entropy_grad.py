# fails: worked_numbers, rows_sum_to_zero, slope_along_directions, right_on_the_label, right_off_the_label, stable_for_huge_logits
# mistake: multiplies by yhat (1 - yhat) although that is already in yhat - y
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    p = softmax(Z)
    return (p - Y) * p * (1 - p)
