# expected: died: broke the connection
# class: 20
"""Sends a dict with the same key twice."""
import os

from target import connection, returned, text


def double(x):
    os.write(connection(), returned(1, b"m\2\0\0\0" + (text("y") + b"N") * 2))
    os._exit(0)
