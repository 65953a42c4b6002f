# expected: failed
# class: 10
"""Replaces NumPy and the grader's own modules in sys.modules."""
import sys
import types

import numpy as np

fake = types.ModuleType("numpy")
fake.allclose = lambda *args, **kwargs: True
fake.array = np.array
for name in ("numpy", "grader", "grader.worker.request_loop", "unittest", "pytest"):
    sys.modules[name] = fake


def double(x):
    return 3 * x
