# expected: raised: PermissionError
# at rlimits: raised
# class: 24
"""Asks for the kernel's own machine, and for its faults and counters."""
from target import syscall


def double(x):
    syscall("bpf", 0, 0, 0)
    return 2 * x
