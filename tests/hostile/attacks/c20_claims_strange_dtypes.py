# expected: failed: returned
# class: 20
"""Returns arrays of objects, records and text."""
import numpy as np


def double(x):
    return np.array([(1, "a")], dtype=[("a", "f8"), ("b", "O")])
