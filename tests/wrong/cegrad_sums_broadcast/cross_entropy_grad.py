# fails: rows_sum_to_zero, signs_say_where_to_go, shift_invariant, each_row_on_its_own, slope_along_directions, right_on_the_label, right_off_the_label, soft_targets_mix_one_hot_ones, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: divides by row sums without keeping their axis, which only shows on squares and raises elsewhere
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1)


def ce_grad_logits(Z, Y):
    return softmax(Z) - Y
