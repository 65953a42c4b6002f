# expected: raised: PermissionError|OSError
# at rlimits: raised: OSError
# class: 18
"""Connects the socket that it has to somebody else."""
import os
import socket

from places import SOCKET
from target import connection


def double(x):
    sock = socket.socket(fileno=os.dup(connection()))
    sock.connect(SOCKET)
    return 2 * x
