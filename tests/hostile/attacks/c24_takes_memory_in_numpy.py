# expected: out_of_memory
# class: 24
"""Asks for an array that no machine could hold."""
import numpy as np


def double(x):
    return np.ones((10**5, 10**5))
