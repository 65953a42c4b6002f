# expected: raised: PermissionError|ProcessLookupError|OSError
# at rlimits: grader killed
# class: 24
"""Has the kernel send SIGKILL to the grader whenever its socket can be read: no call of kill is made."""
import fcntl
import os
import time

from places import GRADER
from target import connection

F_SETOWN, F_SETSIG = 8, 10


def double(x):
    sock = connection()
    fcntl.fcntl(sock, F_SETOWN, GRADER)
    fcntl.fcntl(sock, F_SETSIG, 9)
    fcntl.fcntl(sock, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    time.sleep(0.1)
    return 2 * x
