# expected: raised: FileNotFoundError|PermissionError
# at landlock: passed
# at rlimits: passed
# class: 16
"""Asks whether the reference is there, how large it is and how old: Landlock does not hide that, a namespace does."""
import os

from places import REFERENCE


def double(x):
    assert os.stat(REFERENCE).st_size
    return 2 * x
