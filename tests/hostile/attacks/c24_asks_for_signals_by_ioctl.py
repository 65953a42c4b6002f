# expected: raised: PermissionError|ProcessLookupError|OSError
# at rlimits: grader killed
# class: 24
"""Does the same through ioctl, which knows owners and asynchronous descriptors too."""
import array
import fcntl
import os
import time

from places import GRADER
from target import connection, returned, vector

FIOASYNC, FIOSETOWN, SIOCSPGRP = 0x5452, 0x8901, 0x8902


def double(x):
    sock = connection()
    fcntl.ioctl(sock, FIOSETOWN, array.array("i", [GRADER]))
    fcntl.fcntl(sock, 10, 9)
    fcntl.ioctl(sock, FIOASYNC, array.array("i", [1]))
    os.write(sock, returned(1, vector(*2 * x)))  # the next call then comes while nobody waits for it
    time.sleep(0.3)
    return 2 * x
