# fails: worked_numbers, rows_sum_to_zero, signs_say_where_to_go, shift_invariant, reordering_classes_reorders_gradient, each_row_on_its_own, slope_along_directions, arguments_unchanged, right_on_the_label, right_off_the_label, soft_targets_mix_one_hot_ones, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: def ce_grad_logits(Y, Z)
import numpy as np

def ce_grad_logits(Y, Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p - Y
