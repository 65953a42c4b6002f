# expected: raised: PermissionError|ProcessLookupError
# at rlimits: passed
# class: 24
"""Reaches every process there is with a signal (the one that only asks whether it may)."""
import os

from places import GRADER


def double(x):
    os.kill(-1, 0)
    os.kill(GRADER, 0)
    return 2 * x
