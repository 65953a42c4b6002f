# expected: passed, passed|died: PermissionError: [Errno 1]
# at rlimits: grader killed|passed
# class: 24
"""Has the kernel send SIGKILL to the grader whenever its socket can be read: no call of kill is made."""
import fcntl
import os

from places import GRADER
from target import call_number, connection, frame, number, several, text, vector

F_SETOWN, F_SETSIG = 8, 10

fcntl.fcntl(connection(), F_SETOWN, GRADER)
fcntl.fcntl(connection(), F_SETSIG, 9)
fcntl.fcntl(connection(), fcntl.F_SETFL, os.O_ASYNC)


def double(x):
    testimony = b"m\1\0\0\0" + text("output") + text("x" * 4_000_000)
    data = frame(several(text("returned"), number(call_number()), vector(*2 * x), testimony))
    while data:  # more than the socket holds: each time the grader makes room is an event, and sends the signal
        data = data[os.write(connection(), data) :]
    os._exit(0)
