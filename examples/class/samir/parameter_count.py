import numpy as np


def n_params(layers, bias=True):
    return sum((m + bias) * n for m, n in zip(layers, layers[1:]))


def n_params_rnn(inputs, hidden, outputs, bias=True):
    return (inputs + hidden + bias) * hidden + (hidden + bias) * outputs


def pack(list_of_arrays):
    return np.concatenate([a.flatten() for a in list_of_arrays])


def unpack(vector, list_of_shapes):
    lengths = [int(np.prod(s)) for s in list_of_shapes]
    if sum(lengths) != vector.size:
        raise ValueError("length of vector and shapes do not match")
    cuts = np.cumsum(lengths)[:-1]
    return [p.copy().reshape(s) for p, s in zip(np.split(vector, cuts), list_of_shapes)]
