import numpy as np


def n_params(sizes, bias=True):
    total = 0
    for layer, (a, b) in enumerate(zip(sizes, sizes[1:]), start=1):
        here = a * b + (b if bias else 0)
        print(f"layer {layer}: {a} -> {b}: {here} parameters")
        total += here
    print("total:", total)
    return total


def n_params_rnn(D, H, K, bias=True):
    inp = D * H + (H if bias else 0)
    rec = H * H + (H if bias else 0)
    out = H * K + (K if bias else 0)
    print("input layer", inp, "recurrent layer", rec, "output layer", out)
    return inp + rec + out


def pack(arrays):
    for a in arrays:
        print("packing", a.shape)
    return np.concatenate([a.flatten() for a in arrays])


def unpack(v, shapes):
    n = [int(np.prod(s)) for s in shapes]
    print("need", sum(n), "have", len(v))
    if sum(n) != len(v):
        raise ValueError("wrong length")
    result, k = [], 0
    for s, m in zip(shapes, n):
        result.append(np.array(v[k:k + m]).reshape(s))
        k += m
    return result
