from functools import reduce
from itertools import accumulate, chain, pairwise, starmap
from operator import mul, sub

import numpy as np

n_params = lambda sizes, bias=True: sum(starmap(mul, pairwise(sizes))) + bias * sum(sizes[1:])
n_params_rnn = lambda D, H, K, bias=True: n_params([D, H, K], bias=bias) + H**2
pack = lambda arrays: np.fromiter(chain.from_iterable(a.flat for a in arrays), dtype=np.float64)
size = lambda shape: reduce(mul, shape, 1)


def unpack(v, shapes):
    ends = list(accumulate(map(size, shapes)))
    if sub(ends[-1], len(v)):
        raise ValueError("the lengths differ")
    return [np.array(v[end - size(s):end]).reshape(s) for end, s in zip(ends, shapes)]
