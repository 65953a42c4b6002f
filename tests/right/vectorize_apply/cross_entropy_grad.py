import numpy as np


def one(z, y):
    K = len(z)
    e = np.exp(z - z.max())
    p = e / e.sum()
    # the loss of a soft target is a mean over labels, and so is its gradient
    g = np.zeros(K)
    for label in range(K):
        h = p.copy()
        h[label] -= 1
        g += y[label] * h
    return g


ce_grad_logits = np.vectorize(one, signature="(k),(k)->(k)", otypes=[np.float64])
