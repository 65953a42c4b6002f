# expected: died: exit code 0
# class: 2
"""Ends the process and answers from an exit handler."""
import atexit
import os

from target import connection, returned, vector


@atexit.register
def answer():
    os.write(connection(), returned(1, vector(2.0)))


def double(x):
    os._exit(0)
