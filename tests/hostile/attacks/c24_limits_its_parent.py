# expected: raised: PermissionError|ProcessLookupError
# at rlimits: passed
# class: 24
"""Reads, and could set, the resource limits of the grader."""
import resource

from places import GRADER


def double(x):
    resource.prlimit(GRADER, resource.RLIMIT_NOFILE)
    return 2 * x
