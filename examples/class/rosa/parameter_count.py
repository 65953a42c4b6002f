import numpy as np


def n_params(sizes, bias=True):
    n = 0
    for i in range(len(sizes) - 1):
        n += sizes[i] * sizes[i + 1]
        if bias:
            n += sizes[i + 1]
    return n


def n_params_rnn(D, H, K, bias=True):
    # the first layer of the net sees x and the old h side by side
    return n_params([D + H, H], bias) + n_params([H, K], bias)


def pack(arrays):
    return np.concatenate([np.ravel(a) for a in arrays])


def unpack(v, shapes):
    out = []
    left = v
    for s in shapes:
        n = int(np.prod(s))
        if n > len(left):
            raise ValueError("v is too short")
        out.append(left[:n].reshape(s).copy())
        left = left[n:]
    if len(left) > 0:
        raise ValueError("v is too long")
    return out
