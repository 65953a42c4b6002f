# expected: failed: returned
# class: 12
"""Returns an object whose __class__ says it is an array."""
import numpy as np


class Spoof:
    __class__ = np.ndarray
    dtype = np.dtype("f8")
    shape = (1,)
    ndim = 1
    nbytes = 8

    def __reduce__(self):
        return eval, ("1",)


def double(x):
    return Spoof()
