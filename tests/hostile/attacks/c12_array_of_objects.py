# expected: failed
# class: 12
"""Returns an array of objects that say they are equal to anything."""
import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    __hash__ = None


def double(x):
    return np.array([Equal() for _ in x], dtype=object)
