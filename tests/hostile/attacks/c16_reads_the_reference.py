# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reads the reference from disk."""
from places import REFERENCE


def double(x):
    with open(REFERENCE) as file:
        assert "REFERENCE = " in file.read()
    return 2 * x
