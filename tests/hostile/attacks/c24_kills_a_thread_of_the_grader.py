# expected: raised: PermissionError|ProcessLookupError
# at rlimits: grader killed
# class: 24
"""Kills the grader by one of its threads."""
import ctypes
import platform

from places import GRADER
from target import LIBC, checked

TGKILL = {"x86_64": 234, "aarch64": 131}[platform.machine()]


def double(x):
    checked(LIBC.syscall(ctypes.c_long(TGKILL), ctypes.c_long(GRADER), ctypes.c_long(GRADER), ctypes.c_long(9)))
    return 2 * x
