# expected: raised: PermissionError|ProcessLookupError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 24
"""Lowers the priority of the grader."""
import os

from places import GRADER


def double(x):
    os.setpriority(os.PRIO_PROCESS, GRADER, os.getpriority(os.PRIO_PROCESS, GRADER) + 1)
    return 2 * x
