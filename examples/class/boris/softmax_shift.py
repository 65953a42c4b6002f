import math
import numpy as np


def softmax_row(row):
    biggest = max(row)
    e = [math.exp(v - biggest) for v in row]
    total = sum(e)
    return [v / total for v in e]


def softmax(Z):
    if Z.ndim == 1:
        return np.array(softmax_row(Z))
    out = np.empty(Z.shape)
    for i in range(len(Z)):
        out[i] = softmax_row(Z[i])
    return out


print(softmax(np.array([1.0, 2.0])))  # should be 0.2689 0.7311
