# expected: raised: PermissionError
# at rlimits: passed|died|failed|timed_out, passed|died|failed|timed_out|skipped
# short
# class: 24
"""Sends urgent data on its connection: a corner of the kernel that sandboxes have been left through."""
import os
import socket

from target import connection

sock = socket.socket(fileno=os.dup(connection()))


def double(x):
    sock.send(b"x", socket.MSG_OOB)
    return 2 * x
