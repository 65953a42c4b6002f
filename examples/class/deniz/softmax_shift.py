import numpy as np

def softmax(Z):
    m = Z.max(axis=-1)
    e = np.exp(Z.T - m).T     # (K, N) - (N,) fits, then back
    return e / e.sum(axis=-1)
