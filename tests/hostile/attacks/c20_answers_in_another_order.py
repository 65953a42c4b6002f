# expected: passed, failed|died|raised
# class: 20
"""Reads both hidden calls before it answers either, and answers the second one first."""
import os
import socket
import time

from target import connection, number, returned, vector


def double(x):
    if x[0] == 1.0:
        return 2 * x
    with socket.socket(fileno=os.dup(connection())) as sock:
        time.sleep(0.05)
        for call, value in ((1, vector(-6.0, 4.0, 2.0)), (0, vector(14258.0, 1.0))):
            sock.sendall(returned(call, value))
    os._exit(0)
