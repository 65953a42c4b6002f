# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reads the seed that the inputs are drawn from."""
import os

from places import REFERENCE


def double(x):
    with open(os.path.join(os.path.dirname(os.path.dirname(REFERENCE)), "seed.txt")) as file:
        int(file.read())
    return 2 * x
