# expected: raised: PermissionError
# at rlimits: passed; harm: result changed
# class: 1
"""Empties the report."""
import os

from places import RESULT


def double(x):
    os.truncate(RESULT, 0)
    return 2 * x
