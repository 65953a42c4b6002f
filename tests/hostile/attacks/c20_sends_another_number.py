# expected: died: broke the connection
# class: 20
"""Answers a call that was never made."""
import os

from target import connection, returned, vector


def double(x):
    os.write(connection(), returned(10**6, vector(2.0)))
    os._exit(0)
