import math
import numpy as np


def n_params(sizes, bias=True):
    # no einsum here: python ints never overflow
    return sum(i * o for i, o in zip(sizes, sizes[1:])) + (sum(sizes[1:]) if bias else 0)


def n_params_rnn(D, H, K, bias=True):
    return n_params([D, H, K], bias) + H * H


def pack(arrays):
    return np.concatenate([np.einsum("...->...", a).reshape(-1) for a in arrays])


def unpack(v, shapes):
    ends = np.cumsum([math.prod(s) for s in shapes])
    if ends[-1] != len(v):
        raise ValueError("v does not fit the shapes")
    return [np.array(part).reshape(s) for part, s in zip(np.split(v, ends[:-1]), shapes)]
