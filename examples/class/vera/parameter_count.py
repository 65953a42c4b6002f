import numpy as np


def n_params(sizes, bias=True):
    n = 0
    for a, b in zip(sizes[:-1], sizes[1:]):
        n += a * b + bias * b
    return n


def n_params_rnn(D, H, K, bias=True):
    return n_params([D, H, K], bias)


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    out = []
    start = 0
    for s in shapes:
        stop = start + int(np.prod(s))
        out.append(v[start:stop].reshape(s).copy())  # too short: reshape raises ValueError
        start = stop
    if start != len(v):
        raise ValueError
    return out
