# expected: raised: PermissionError|OSError
# at rlimits: passed
# class: 24
"""Makes namespaces of its own, in which it would be root."""
from target import syscall


def double(x):
    syscall("unshare", 0x10000000)
    return 2 * x
