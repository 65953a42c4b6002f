# expected: raised: PermissionError|OSError
# at rlimits: passed|raised
# class: 1
"""Attaches an attribute to the report."""
import os

from places import RESULT


def double(x):
    os.setxattr(RESULT, "user.score", b"4")
    return 2 * x
