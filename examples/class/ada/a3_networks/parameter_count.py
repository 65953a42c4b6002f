import numpy as np


def n_params(sizes, bias=True):
    count = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        count += n_in * n_out + (n_out if bias else 0)
    return count


def n_params_rnn(D, H, K, bias=True):
    weights = D * H + H * H + H * K
    return weights + (H + K if bias else 0)


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    sizes = [int(np.prod(s)) for s in shapes]
    if sum(sizes) != v.size:
        raise ValueError(f"shapes need {sum(sizes)} entries, v has {v.size}")
    out, start = [], 0
    for s, n in zip(shapes, sizes):
        out.append(v[start : start + n].reshape(s).copy())
        start += n
    return out
