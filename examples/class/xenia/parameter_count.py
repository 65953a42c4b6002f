import numpy as np


def n_params(sizes, bias=True):
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + bias * sum(sizes[1:])


def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + bias * (H + K)


def pack(arrays):
    # column by column, as on the blackboard
    return np.concatenate([a.flatten("F") for a in arrays])


def unpack(v, shapes):
    if sum(np.prod(s) for s in shapes) != v.size:
        raise ValueError("v has the wrong length")
    arrays, i = [], 0
    for s in shapes:
        n = np.prod(s)
        arrays.append(v[i:i + n].reshape(s, order="F").copy())
        i += n
    return arrays
