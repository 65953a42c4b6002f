import numpy as np


def softmax(Z):
    print("DEBUG softmax in", Z.shape)
    e = np.exp(Z - Z.max(axis=-1, keepdims=True))
    p = e / np.sum(e)
    print("DEBUG softmax out", p, "sum", p.sum())
    return p
