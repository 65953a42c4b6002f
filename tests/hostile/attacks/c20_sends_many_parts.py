# expected: died: broke the connection
# class: 20
"""Sends a list of a million nothings, and claims four billion."""
import os

from target import connection, returned


def double(x):
    data = returned(1, b"l\xff\xff\xff\xff" + b"N" * 1_000_000)
    while data:
        data = data[os.write(connection(), data) :]
    os._exit(0)
