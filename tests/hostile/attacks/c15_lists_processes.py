# expected: raised: PermissionError|FileNotFoundError|AssertionError
# at rlimits: passed
# class: 15
"""Looks for other processes."""
import os


def double(x):
    assert sum(name.isdigit() for name in os.listdir("/proc")) > 2
    return 2 * x
