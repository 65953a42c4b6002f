import numpy as np


def n_params(sizes, bias=True):
    total = 0
    for a, b in zip(sizes, sizes[1:]):
        total += a * b
    return total


def n_params_rnn(D, H, K, bias=True):
    # Wxh, Whh, Why
    return D * H + H * H + H * K


def pack(arrays):
    return np.concatenate([a.flatten() for a in arrays])


def unpack(v, shapes):
    sizes = [int(np.prod(s)) for s in shapes]
    if sum(sizes) != len(v):
        raise ValueError("wrong number of entries")
    parts = np.split(v.copy(), np.cumsum(sizes)[:-1])
    return [p.reshape(s) for p, s in zip(parts, shapes)]
