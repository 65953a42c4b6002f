# fails: counts_are_exact_ints
# mistake: computes in floats and converts at the end: huge counts are rounded
import numpy as np


def n_params(sizes, bias=True):
    total = 0
    for a, b in zip(sizes[:-1], sizes[1:]):
        total += a * b
        if bias:
            total += b
    return int(float(total))


def n_params_rnn(D, H, K, bias=True):
    total = D * H + H * H + H * K
    if bias:
        total += H + K
    return int(float(total))


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    sizes = [int(np.prod(s)) for s in shapes]
    if sum(sizes) != len(v):
        raise ValueError("wrong number of entries")
    out, at = [], 0
    for s, n in zip(shapes, sizes):
        out.append(v[at : at + n].reshape(s).copy())
        at += n
    return out
