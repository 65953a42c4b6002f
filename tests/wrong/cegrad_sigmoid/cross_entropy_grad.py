# fails: worked_numbers, rows_sum_to_zero, shift_invariant, slope_along_directions, right_on_the_label, right_off_the_label, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: sigmoid for softmax
import numpy as np


def ce_grad_logits(Z, Y):
    return 1 / (1 + np.exp(-Z)) - Y
