import math
import numpy as np


def softmax(Z):
    def one_row(row):
        biggest = row[0]
        for z in row:
            if z > biggest:
                biggest = z
        exps = []
        total = 0.0
        for z in row:
            e = math.exp(z - biggest)
            exps.append(e)
            total += e
        for i in range(len(exps)):
            exps[i] = exps[i] / total
        return exps

    values = Z.tolist()
    if Z.ndim == 1:
        return np.array(one_row(values), dtype=float)
    out = []
    for row in values:
        out.append(one_row(row))
    return np.array(out, dtype=float).reshape(Z.shape)
