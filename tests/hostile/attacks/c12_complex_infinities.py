# expected: failed
# class: 12
"""Returns complex numbers with infinite and missing parts."""
import numpy as np


def double(x):
    return np.full(x.size, complex(np.inf, np.nan))
