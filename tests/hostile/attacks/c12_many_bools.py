# expected: failed: returned shape (200,), expected
# class: 12
"""Returns so many truth values that the report summarises them by their least and greatest."""
import numpy as np


def double(x):
    return np.ones(200, dtype=bool)
