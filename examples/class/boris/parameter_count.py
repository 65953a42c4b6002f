import numpy as np

# checked with a pencil for 3-2-2: 6 + 2 + 4 + 2 = 14


def n_params(sizes, bias=True):
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i - 1] * sizes[i]
        if bias:
            total += sizes[i]
    return total


def n_params_rnn(D, H, K, bias=True):
    total = D * H
    total += H * H
    total += H * K
    if bias:
        total += H
        total += K
    return total


def pack(arrays):
    out = []
    for a in arrays:
        for index in np.ndindex(*a.shape):
            out.append(float(a[index]))
    return np.array(out)


def unpack(v, shapes):
    need = 0
    for s in shapes:
        n = 1
        for side in s:
            n *= side
        need += n
    if need != len(v):
        raise ValueError("need " + str(need) + " numbers, got " + str(len(v)))
    result = []
    at = 0
    for s in shapes:
        a = np.zeros(s)
        for index in np.ndindex(*s):
            a[index] = v[at]
            at += 1
        result.append(a)
    return result
