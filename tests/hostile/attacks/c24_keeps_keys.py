# expected: raised: PermissionError|OSError
# at rlimits: passed
# class: 24
"""Leaves a message in the kernel's key ring for the next submission."""
from target import syscall


def double(x):
    syscall("keyctl", 0, -3, 1)
    return 2 * x
