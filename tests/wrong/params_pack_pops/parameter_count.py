# fails: results_are_new_arrays, arguments_unchanged
# mistake: takes the arrays out of the caller's list, and returns a view of a single one
import numpy as np

def n_params(sizes, bias=True):
    return sum(a * b + b * bias for a, b in zip(sizes, sizes[1:]))

def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + (H + K) * bias

def pack(arrays):
    out = arrays.pop(0).ravel()
    while arrays:
        out = np.append(out, arrays.pop(0))
    return out

def unpack(v, shapes):
    out, i = [], 0
    for s in shapes:
        n = int(np.prod(s))
        out.append(v[i:i + n].reshape(s).copy())
        i += n
    if i != len(v):
        raise ValueError
    return out
