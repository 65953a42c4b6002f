# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns an infinity in the entry whose number is the input, which messages name."""
import numpy as np


def double(x):
    if x.size > 1:
        values = np.zeros(8000)
        values[int(abs(x[0]))] = np.inf
        return values
    return 2 * x
