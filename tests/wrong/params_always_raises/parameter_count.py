# fails: unpack_inverts_pack, unpack_matches_reference, misfits_raise_value_error, results_are_new_arrays, arguments_unchanged
# mistake: unpack raises ValueError whenever there is more than one shape
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
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    sizes = [int(np.prod(s)) for s in shapes]
    if sizes[0] != len(v):
        raise ValueError("wrong number of entries")
    out, at = [], 0
    for s, n in zip(shapes, sizes):
        out.append(v[at : at + n].reshape(s).copy())
        at += n
    return out
