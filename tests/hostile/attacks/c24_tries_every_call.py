# expected: passed
# skip at rlimits: nothing filters calls there, and some of these end the process
# class: 24
"""Makes each system call that is not on the list, and tells which of them the kernel has even looked at."""
import ctypes
import errno
import platform
import sys

from target import LIBC

# uretprobe and uprobe of x86_64: the kernel shows them to no filter, and ends what calls them from elsewhere than its
# own trampoline.
UNFILTERED = {335, 336}


def double(x):
    syscalls = sys.modules["grader.worker.confinement.syscalls"]
    column = int(platform.machine() == "aarch64")
    listed = {numbers[column] for numbers in (*syscalls.ALLOWED.values(), *syscalls.LIMITED.values())}
    LIBC.syscall.restype = ctypes.c_long
    reached = []
    for number in sorted(set(range(512)) - listed - UNFILTERED):
        result = LIBC.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
        if result != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            reached.append(number)
    if reached:
        raise ValueError(f"allowed: {reached}")
    return 2 * x
