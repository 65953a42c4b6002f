# expected: raised: PermissionError|OSError
# at rlimits: raised: OSError
# class: 24
"""Sets up a ring through which the kernel opens and writes files without system calls that a filter sees."""
import ctypes
import errno

from target import LIBC, checked


def double(x):
    try:
        checked(LIBC.syscall(ctypes.c_long(425), ctypes.c_long(1), ctypes.create_string_buffer(120)))
    except OSError as error:
        if error.errno in (errno.EPERM, errno.ENOSYS):
            raise
    raise OSError("allowed")
