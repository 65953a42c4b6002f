# fails: rows_sum_to_zero, slope_along_directions, soft_targets_mix_one_hot_ones, zero_where_prediction_is_target, stable_for_huge_logits
# mistake: subtracts 1 where the target is exactly 1, and nothing for soft ones
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ce_grad_logits(Z, Y):
    G = softmax(Z)
    G[Y == 1] -= 1
    return G
