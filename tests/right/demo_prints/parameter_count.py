import math

import numpy as np


def n_params(sizes, bias=True):
    return sum(math.prod(W) for W in zip(sizes, sizes[1:])) + (sum(sizes) - sizes[0]) * bias


def n_params_rnn(D, H, K, bias=True):
    return D * H + H * H + H * K + (H + K) * bool(bias)


def pack(arrays):
    total = sum(a.size for a in arrays)
    print("packing", total, "numbers")
    v = np.zeros(total)
    i = 0
    for a in arrays:
        v[i : i + a.size] = a.flatten(order="C")
        i += a.size
    return v


def unpack(v, shapes):
    total = sum(math.prod(s) for s in shapes)
    if total < v.size:
        raise ValueError("v is too long")
    if total > v.size:
        raise ValueError("v is too short")
    i = 0
    out = []
    for s in shapes:
        n = math.prod(s)
        out.append(np.reshape(v[i : i + n].copy(), s))
        print(s, out[-1])
        i += n
    return out


print(n_params([3, 2, 2]), n_params([784, 40, 10]), n_params([784, 40, 10], bias=False))
print(n_params_rnn(4, 3, 4), n_params_rnn(4, 3, 4, bias=False))
theta = pack([np.eye(2), np.ones(3)])
print(theta)
print(unpack(theta, [(2, 2), (3,)]))
