import numpy as np


def n_params(sizes, bias=True):
    if len(sizes) < 2:
        return 0
    a, b, *_ = sizes
    return (a + int(bias)) * b + n_params(sizes[1:], bias=bias)


def n_params_rnn(D, H, K, bias=True):
    return n_params([D + H, H], bias) + n_params([H, K], bias)


def flat(a):
    return [float(a)] if np.ndim(a) == 0 else sum((flat(row) for row in a), [])


def pack(arrays):
    return np.array(flat(arrays[0]) + ([] if len(arrays) == 1 else list(pack(arrays[1:]))))


def size(shape):
    return shape[0] * size(shape[1:]) if shape else 1


def unpack(v, shapes):
    if not shapes:
        if len(v):
            raise ValueError("something is left over")
        return []
    n = size(shapes[0])
    if len(v) < n:
        raise ValueError("v is too short")
    return [np.array(v[:n]).reshape(shapes[0])] + unpack(v[n:], shapes[1:])
