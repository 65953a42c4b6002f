# expected: failed
# class: 12
"""Returns numbers of half precision, and of more than double."""
import numpy as np


def double(x):
    return (2 * x).astype(np.float16 if x.size == 1 else np.longdouble)
