# expected: raised: PermissionError|OSError
# at rlimits: passed; harm: connected
# class: 18
"""Connects to a socket that has a name and no file."""
import socket

from places import ABSTRACT


def double(x):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect("\0" + ABSTRACT)
    return 2 * x
