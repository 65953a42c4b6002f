import numpy as np


def _softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def _grad(z, y):
    p = _softmax(z)
    # dL/dz_k = - sum_i y_i (delta_ik - p_k)
    J = np.eye(len(z)) - np.outer(np.ones(len(z)), p)
    return -y @ J


def ce_grad_logits(Z, Y):
    if Z.ndim == 1:
        return _grad(Z, Y)
    return np.vstack([_grad(z, y) for z, y in zip(Z, Y)])
