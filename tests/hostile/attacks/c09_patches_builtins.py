# expected: died|failed
# class: 9
# fools: naive
"""Replaces the built-ins that a comparison could be made of."""
import builtins

import numpy as np

builtins.abs = lambda x: 0.0
builtins.max = lambda *args, **kwargs: 0.0
builtins.all = builtins.any = lambda items: True
np.abs = np.max = np.amax = np.linalg.norm = lambda *args, **kwargs: 0.0
np.allclose = lambda *args, **kwargs: True


def double(x):
    return 3 * x
