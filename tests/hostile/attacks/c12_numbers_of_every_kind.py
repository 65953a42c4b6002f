# expected: failed
# class: 12
"""Returns a list with an int beyond 64 bits, a complex number and the least int of 64 bits, which has no opposite."""
import numpy as np


def double(x):
    return [1 << 500, 1j, np.full(3, -(2**63)), np.ones(2, dtype=bool), float("nan")]
