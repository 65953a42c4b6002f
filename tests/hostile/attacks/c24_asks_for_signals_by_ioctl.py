# expected: passed, passed|died: PermissionError: [Errno 1]
# at rlimits: grader killed|passed
# class: 24
"""Does the same through ioctl, which knows owners and asynchronous descriptors too."""
import array
import fcntl
import os

from places import GRADER
from target import call_number, connection, frame, number, several, text, vector

FIOASYNC, FIOSETOWN, F_SETSIG = 0x5452, 0x8901, 10

fcntl.ioctl(connection(), FIOSETOWN, array.array("i", [GRADER]))
fcntl.fcntl(connection(), F_SETSIG, 9)
fcntl.ioctl(connection(), FIOASYNC, array.array("i", [1]))


def double(x):
    testimony = b"m\1\0\0\0" + text("output") + text("x" * 4_000_000)
    data = frame(several(text("returned"), number(call_number()), vector(*2 * x), testimony))
    while data:  # more than the socket holds: each time the grader makes room is an event, and sends the signal
        data = data[os.write(connection(), data) :]
    os._exit(0)
