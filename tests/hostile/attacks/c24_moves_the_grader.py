# expected: raised: PermissionError|ProcessLookupError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 24
"""Decides on which processors the grader may run."""
import os

from places import GRADER


def double(x):
    os.sched_setaffinity(GRADER, os.sched_getaffinity(GRADER))
    return 2 * x
