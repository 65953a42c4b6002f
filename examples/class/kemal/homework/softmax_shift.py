import numpy as np


def softmax(Z):
    P = Z.copy()
    P -= P.max(axis=-1)[..., None]
    np.exp(P, out=P)
    P /= P.sum(axis=-1)[..., None]
    return P
