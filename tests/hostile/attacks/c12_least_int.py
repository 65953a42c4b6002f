# expected: failed
# class: 12
"""Returns the least int of 64 bits, which is its own absolute value."""
import numpy as np


def double(x):
    return np.full(x.size, -(2**63))
