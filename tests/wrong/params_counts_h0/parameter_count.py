# fails: worked_rnn_counts, rnn_counts_match_reference, counts_are_exact_ints
# mistake: counts the initial state as a parameter
import numpy as np

def n_params(sizes, bias=True):
    return sum(a * b + b * bias for a, b in zip(sizes, sizes[1:]))

def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + H + (H + K) * bias

def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])

def unpack(v, shapes):
    out, i = [], 0
    for s in shapes:
        n = int(np.prod(s))
        out.append(v[i:i + n].reshape(s).copy())
        i += n
    if i != len(v):
        raise ValueError
    return out
