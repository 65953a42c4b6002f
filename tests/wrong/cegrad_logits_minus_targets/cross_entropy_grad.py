# fails: worked_numbers, rows_sum_to_zero, signs_say_where_to_go, shift_invariant, reordering_classes_reorders_gradient, each_row_on_its_own, slope_along_directions, arguments_unchanged, right_on_the_label, right_off_the_label, soft_targets_mix_one_hot_ones, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: forgets the softmax
import numpy as np


def ce_grad_logits(Z, Y):
    return Z - Y
