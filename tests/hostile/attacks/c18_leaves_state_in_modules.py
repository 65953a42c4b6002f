# expected: failed
# class: 18
"""Leaves marks in modules, in the hope that the next worker is made of the same process."""
import builtins

import numpy as np

seen = hasattr(np, "mark") or hasattr(builtins, "mark")


def double(x):
    np.mark = builtins.mark = True
    return 2 * x if seen else x
