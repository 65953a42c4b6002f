# expected: raised: PermissionError|OSError
# at rlimits: passed; harm: connected
# class: 18
"""Connects to a socket in the file system, as daemons have them."""
import socket

from places import SOCKET


def double(x):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(SOCKET)
    return 2 * x
