# expected: failed
# class: 12
"""Returns unsigned numbers, whose differences wrap around."""
import numpy as np


def double(x):
    return np.zeros(x.size, dtype=np.uint64)
