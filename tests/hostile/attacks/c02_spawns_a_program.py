# expected: raised: PermissionError|BlockingIOError
# at rlimits as root: passed
# at rlimits as user: raised: BlockingIOError
# class: 2
"""Starts a program that outlives the worker."""
import os


def double(x):
    os.posix_spawn("/bin/sleep", ["sleep", "3"], {}, setsid=True)
    return 2 * x
