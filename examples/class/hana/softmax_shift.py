import numpy as np


def softmax(Z):
    if Z.ndim == 1:
        m = max(Z)
        e = [np.exp(z - m) for z in Z]
        return [x / sum(e) for x in e]
    return [softmax(row) for row in Z]
