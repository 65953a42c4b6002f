# expected: raised: PermissionError|ProcessLookupError
# at rlimits: grader killed
# class: 24
"""Kills the grader through sigqueue."""
import ctypes
import signal

from places import GRADER
from target import LIBC, checked


def double(x):
    checked(LIBC.sigqueue(GRADER, signal.SIGKILL, ctypes.c_void_p(0)))
    return 2 * x
