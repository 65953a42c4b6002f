# fails: worked_numbers, rows_sum_to_zero, signs_say_where_to_go, shift_invariant, slope_along_directions, right_on_the_label, right_off_the_label, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: output /= sum(temp), as the notes print it, where temp is meant above the line
import numpy as np


def ce_grad_logits(Z, Y):
    temp = np.exp(Z)
    return Z / temp.sum(axis=-1, keepdims=True) - Y
