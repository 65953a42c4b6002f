import numpy as np


def n_params(sizes, bias=True):
    sizes = list(sizes)
    total = 0
    last = sizes.pop()
    while sizes:
        total += sizes[-1] * last
        total += last if bias else 0
        last = sizes.pop()
    return total


def n_params_rnn(D, H, K, bias=True):
    total = n_params([D, H, K], bias)
    total += H * H
    return total


def pack(arrays):
    arrays = [np.ascontiguousarray(a).copy() for a in arrays]
    for a in arrays:
        a.shape = (a.size,)
    return np.concatenate(arrays)


def unpack(v, shapes):
    todo = v.tolist()
    todo.reverse()
    out = [np.zeros(s) for s in shapes]
    if sum(a.size for a in out) != len(todo):
        raise ValueError
    for a in out:
        with np.nditer(a, op_flags=["writeonly"], order="C") as it:
            for x in it:
                x[...] = todo.pop()
    return out
