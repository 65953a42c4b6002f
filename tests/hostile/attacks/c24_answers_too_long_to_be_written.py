# expected: failed: Inside its list
# class: 24
"""Returns two million numbers in small arrays, each of which a report would write out."""
import numpy as np


def double(x):
    return [np.full(100, 0.1) for _ in range(19_000)] + ["text"]
