import numpy as np
from functools import reduce
from operator import mul


def n_params(sizes, bias=True):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    weights = sum(mul(*p) for p in pairs)
    biases = sum(sizes) - sizes[0]
    return weights + biases * bias


def n_params_rnn(D, H, K, bias=True):
    return n_params([D + H, H, K], bias)


def pack(arrays):
    return np.concatenate([np.ascontiguousarray(a).ravel() for a in arrays]).copy()


def unpack(v, shapes):
    n = lambda shape: reduce(mul, shape, 1)
    offsets = reduce(lambda acc, s: acc + [acc[-1] + n(s)], shapes, [0])
    if offsets[-1] != v.shape[0]:
        raise ValueError("shapes need %d entries, v has %d" % (offsets[-1], v.shape[0]))
    return [np.array(v[a:b]).reshape(*s) for a, b, s in zip(offsets, offsets[1:], shapes)]
