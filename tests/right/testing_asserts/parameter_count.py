import numpy as np
from numpy.testing import assert_array_equal


def n_params(sizes, bias=True):
    return sum((a + (1 if bias else 0)) * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))


def n_params_rnn(D, H, K, bias=True):
    one = 1 if bias else 0
    return (D + H + one) * H + (H + one) * K


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(v, shapes):
    cuts = np.cumsum([np.prod(s) for s in shapes])
    if cuts[-1] != v.shape[0]:
        raise ValueError(f"{cuts[-1]} != {v.shape[0]}")
    return [part.reshape(s).copy() for part, s in zip(np.split(v, cuts[:-1]), shapes)]


assert n_params([3, 2, 2]) == 14
assert n_params([784, 40, 10]) == 31810
assert n_params_rnn(4, 3, 4) == 40
_list = [np.arange(6.0).reshape(2, 3), np.ones(2)]
for _a, _b in zip(unpack(pack(_list), [(2, 3), (2,)]), _list):
    assert_array_equal(_a, _b)
try:
    unpack(np.ones(3), [(2,)])
except ValueError:
    pass
else:
    raise AssertionError
