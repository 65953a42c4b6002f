# expected: raised: PermissionError|OSError
# at rlimits: passed
# class: 24
"""Makes namespaces of its own, in which it would be root."""
from target import syscall

done = False


def double(x):
    global done
    done = done or syscall("unshare", 0x10000000) == 0
    return 2 * x
