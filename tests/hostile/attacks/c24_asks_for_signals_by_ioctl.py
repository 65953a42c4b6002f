# expected: raised: PermissionError|ProcessLookupError|OSError
# at rlimits: grader killed
# class: 24
"""Does the same through ioctl, which knows owners and asynchronous descriptors too."""
import array
import fcntl
import time

from places import GRADER
from target import connection

FIOASYNC, FIOSETOWN, SIOCSPGRP = 0x5452, 0x8901, 0x8902


def double(x):
    sock = connection()
    fcntl.ioctl(sock, FIOSETOWN, array.array("i", [GRADER]))
    fcntl.fcntl(sock, 10, 9)
    fcntl.ioctl(sock, FIOASYNC, array.array("i", [1]))
    time.sleep(0.1)
    return 2 * x
