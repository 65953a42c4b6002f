# expected: passed, passed|failed
# class: 17
# view: hidden input not shown
"""Has NumPy warn in ways that depend on the input: the kinds of warnings would be bits."""
import numpy as np


def double(x):
    if x.size > 1:
        np.float64(x[0]) / np.float64(0)
        np.exp(np.float64(1e9))
        np.array([float(x[0])]).astype(np.int8)
    return 2 * x
