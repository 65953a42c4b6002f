# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns a structured array whose field is named after the input."""
import numpy as np


def double(x):
    if x.size > 1:
        return np.zeros(2, dtype=[(f"hidden {x[0]}", float)])
    return 2 * x
