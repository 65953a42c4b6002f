# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reaches the reference from the standard library's folder, with a path full of dots."""
import os

from places import REFERENCE


def double(x):
    with open(os.path.dirname(os.__file__) + "/.." * 20 + REFERENCE) as file:
        file.read()
    return 2 * x
