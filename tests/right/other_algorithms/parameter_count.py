"""Counts as products with a unit that is always on; entries carried one by one through an iterator."""

import numpy as np


def n_params(sizes, bias=True):
    senders = [a + int(bias) for a in sizes[:-1]]
    return sum(map(int.__mul__, senders, sizes[1:]))


def n_params_rnn(D, H, K, bias=True):
    # The state receives from the input and from itself, as one layer of D + H senders; the output from the state.
    return n_params([D + H, H], bias=bias) + n_params([H, K], bias=bias)


def pack(arrays):
    return np.fromiter((x for array in arrays for x in array.flat), dtype=np.float64)


def unpack(v, shapes):
    entries = iter(v.tolist())
    unpacked = []
    for shape in shapes:
        array = np.empty(shape)
        for place in np.ndindex(*shape):
            try:
                array[place] = next(entries)
            except StopIteration:
                raise ValueError("too short") from None
        unpacked.append(array)
    if next(entries, None) is not None:
        raise ValueError("too long")
    return unpacked
