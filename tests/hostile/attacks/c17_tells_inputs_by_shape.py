# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns an array whose sides are the hidden input."""
import numpy as np


def double(x):
    if x.size > 1:
        return np.zeros((0, int(x[0])))
    return 2 * x
