# expected: timed_out, skipped
# class: 24
"""Multiplies large matrices in BLAS."""
import numpy as np


def double(x):
    a = np.ones((2500, 2500))
    while True:
        a = a @ a * 1e-4
