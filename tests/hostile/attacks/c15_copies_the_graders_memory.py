# expected: raised: PermissionError|ProcessLookupError
# at rlimits: raised: OSError
# class: 15
"""Asks the kernel to copy from the grader's memory; that its address is wrong is found out only by who may."""
import errno

from places import GRADER
from target import syscall


def double(x):
    try:
        syscall("process_vm_readv", GRADER, 0, 0, 0, 0, 0)
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise
    raise OSError("allowed")
