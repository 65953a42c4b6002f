import numpy as np


def n_params(sizes, bias=True):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1]
        if bias:
            total += sizes[i]  # one bias for each neuron of the layer
    return total


def n_params_rnn(D, H, K, bias=True):
    total = D * H + H * H + H * K
    if bias:
        total += H + K
    return total


def pack(arrays):
    return np.concatenate([a.reshape(-1) for a in arrays])


def unpack(v, shapes):
    need = sum(int(np.prod(s)) for s in shapes)
    if need != len(v):
        raise ValueError("need %d numbers" % need)
    out, i = [], 0
    for s in shapes:
        j = i + int(np.prod(s))
        out.append(v[i:j].copy().reshape(s))
        i = j
    return out
