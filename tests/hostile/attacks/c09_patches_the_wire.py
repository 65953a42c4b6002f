# expected: failed
# class: 9
"""Replaces what the worker sends its answers with by something that always sends zeros."""
import sys

import numpy as np

wire = sys.modules.get("grader.worker.wire")
if wire is not None:
    real = wire.encode
    wire.encode = lambda value: real(np.zeros(1) if isinstance(value, np.ndarray) else value)


def double(x):
    return 3 * x
