# expected: raised: PermissionError|ProcessLookupError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 15
"""Attaches to the grader as a debugger would, without stopping it."""
from places import GRADER
from target import syscall

SEIZE = 0x4206
attached = False


def double(x):
    global attached
    if not attached:
        syscall("ptrace", SEIZE, GRADER, 0, 0)
        attached = True
    return 2 * x
