# expected: failed
# class: 20
"""Returns an array of 10^12 entries that all lie on the same eight bytes."""
import numpy as np


def double(x):
    return np.broadcast_to(np.float64(2), (10**6, 10**6))
