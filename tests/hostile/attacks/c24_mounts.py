# expected: raised: PermissionError
# at rlimits: raised: FileNotFoundError
# class: 24
"""Mounts a file system."""
from target import LIBC, checked


def double(x):
    checked(LIBC.mount(b"none", b"/nowhere", b"tmpfs", 0, None))
    return 2 * x
