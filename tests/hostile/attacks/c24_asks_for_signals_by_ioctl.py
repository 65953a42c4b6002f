# expected: passed: PermissionError: [Errno 1]
# at rlimits: grader killed
# class: 24
"""Does the same through ioctl, which knows owners and asynchronous descriptors too."""
import array
import fcntl

from places import GRADER
from target import connection

FIOASYNC, FIOSETOWN, F_SETSIG = 0x5452, 0x8901, 10

fcntl.ioctl(connection(), FIOSETOWN, array.array("i", [GRADER]))
fcntl.fcntl(connection(), F_SETSIG, 9)
fcntl.ioctl(connection(), FIOASYNC, array.array("i", [1]))


def double(x):
    return 2 * x
