# expected: raised: PermissionError|ProcessLookupError|OSError
# at rlimits: grader killed
# class: 24
"""Has the kernel send SIGKILL to the grader whenever its socket can be read: no call of kill is made."""
import fcntl
import os
import time

from places import GRADER
from target import connection, returned, vector

F_SETOWN, F_SETSIG = 8, 10


def double(x):
    sock = connection()
    fcntl.fcntl(sock, F_SETOWN, GRADER)
    fcntl.fcntl(sock, F_SETSIG, 9)
    fcntl.fcntl(sock, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(sock, returned(1, vector(*2 * x)))  # the next call then comes while nobody waits for it
    time.sleep(0.3)
    return 2 * x
