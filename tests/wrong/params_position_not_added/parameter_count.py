# fails: unpack_inverts_pack, unpack_matches_reference
# mistake: i = n where i += n is meant
import numpy as np

def n_params(sizes, bias=True):
    return sum(a * b + b * bias for a, b in zip(sizes, sizes[1:]))

def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + (H + K) * bias

def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])

def unpack(v, shapes):
    if sum(int(np.prod(s)) for s in shapes) != len(v):
        raise ValueError
    out, i = [], 0
    for s in shapes:
        n = int(np.prod(s))
        out.append(v[i:i + n].reshape(s).copy())
        i = n
    return out
