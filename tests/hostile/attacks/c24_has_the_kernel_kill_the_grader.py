# expected: passed: PermissionError: [Errno 1]
# at rlimits: grader killed
# class: 24
"""Has the kernel send SIGKILL to the grader whenever its socket can be read: no call of kill is made."""
import fcntl
import os

from places import GRADER
from target import connection

F_SETOWN, F_SETSIG = 8, 10

fcntl.fcntl(connection(), F_SETOWN, GRADER)
fcntl.fcntl(connection(), F_SETSIG, 9)
fcntl.fcntl(connection(), fcntl.F_SETFL, os.O_ASYNC)  # the first call then comes while nobody waits for it


def double(x):
    return 2 * x
