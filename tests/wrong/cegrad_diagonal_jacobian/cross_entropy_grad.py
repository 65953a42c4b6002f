# fails: worked_numbers, rows_sum_to_zero, signs_say_where_to_go, slope_along_directions, right_off_the_label, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: uses the diagonal of the Jacobian only, and divides by probabilities that may be 0
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    p = softmax(Z)
    return -Y / p * (p * (1 - p))
