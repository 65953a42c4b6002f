# expected: failed: returned
# class: 12
# fools: naive
"""Returns an array of a kind of its own, for which every comparison comes out right."""
import numpy as np


class Array(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True

    def __eq__(self, other):
        return np.ones(self.shape, bool)


def double(x):
    return x.view(Array)
