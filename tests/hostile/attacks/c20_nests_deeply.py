# expected: died: broke the connection
# class: 20
"""Sends lists in lists in lists."""
import os

from target import call_number, connection, returned


def double(x):
    os.write(connection(), returned(call_number(), b"l\1\0\0\0" * 20000 + b"N"))
    os._exit(0)
