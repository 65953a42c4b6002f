# expected: raised: PermissionError|OSError
# at rlimits: passed
# short
# class: 24
"""Makes files in memory, which no limit of address space counts."""
import os


def double(x):
    descriptor = os.memfd_create("x")
    os.ftruncate(descriptor, 0)
    os.close(descriptor)
    return 2 * x
