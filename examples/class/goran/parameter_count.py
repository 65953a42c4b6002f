import numpy as np

def n_params(sizes, bias=True):
    n = 0
    for i in range(len(sizes) - 1):
        n += (sizes[i] + bias) * sizes[i + 1]
    return n

def n_params_rnn(D, H, K, bias=True):
    return (D + H + bias) * H + (H + bias) * K

def pack(arrays):
    return np.hstack([a.ravel() for a in arrays])

def unpack(v, shapes):
    out = []
    k = 0
    for s in shapes:
        n = int(np.prod(s))
        out.append(v[k:k + n].reshape(s))
        k += n
    return out
