import numpy as np


def ce_grad_logits(Z, Y):
    # d/dz_k of  log(sum_j e^z_j) - sum_i y_i z_i   is  p_k - y_k  (rows of Y sum to 1)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True) - Y
