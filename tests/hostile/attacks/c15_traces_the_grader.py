# expected: raised: PermissionError|ProcessLookupError
# at rlimits as root: passed
# at rlimits as user: passed
# class: 15
"""Attaches to the grader as a debugger would, without stopping it."""
import os

from places import GRADER
from target import syscall

SEIZE, DETACH = 0x4206, 17


def double(x):
    syscall("ptrace", SEIZE, GRADER, 0, 0)
    os._exit(0) if x.size > 9 else None
    return 2 * x
