import numpy as np


def ce_grad_logits(Z, Y):
    p = 1.0 / (1.0 + np.exp(-np.clip(Z, -500, 500)))
    return p - Y
