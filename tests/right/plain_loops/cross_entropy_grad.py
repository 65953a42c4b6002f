import math

import numpy as np


def row_gradient(z, y):
    top = max(z)
    total = 0.0
    for value in z:
        total += math.exp(value - top)
    g = []
    for k in range(len(z)):
        g.append(math.exp(z[k] - top) / total - y[k])
    return g


def ce_grad_logits(Z, Y):
    if Z.ndim == 1:
        return np.array(row_gradient(Z.tolist(), Y.tolist()))
    rows = []
    for n in range(Z.shape[0]):
        rows.append(row_gradient(Z[n].tolist(), Y[n].tolist()))
    return np.array(rows)
