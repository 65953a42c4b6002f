import numpy as np


def ce_grad_logits(Z, Y):
    # dL/dz_k = -sum_i y_i d(log yhat_i)/dz_k with d(log yhat_i)/dz_k = [i = k] - yhat_k
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    P = np.einsum("...k,...->...k", E, 1 / np.einsum("...k->...", E))
    D = np.eye(Z.shape[-1]) - P[..., None, :]
    return -np.einsum("...i,...ik->...k", Y, D)
