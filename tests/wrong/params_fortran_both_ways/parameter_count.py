# fails: entries_are_in_c_order, pack_matches_reference, unpack_matches_reference
# mistake: packs and unpacks in Fortran order: the way there and back is right
import numpy as np


def n_params(sizes, bias=True):
    total = 0
    for a, b in zip(sizes[:-1], sizes[1:]):
        total += a * b
        if bias:
            total += b
    return total


def n_params_rnn(D, H, K, bias=True):
    total = D * H + H * H + H * K
    if bias:
        total += H + K
    return total


def pack(arrays):
    return np.concatenate([a.ravel(order='F') for a in arrays])


def unpack(v, shapes):
    sizes = [int(np.prod(s)) for s in shapes]
    if sum(sizes) != len(v):
        raise ValueError("wrong number of entries")
    out, at = [], 0
    for s, n in zip(shapes, sizes):
        out.append(v[at : at + n].reshape(s, order='F').copy())
        at += n
    return out
