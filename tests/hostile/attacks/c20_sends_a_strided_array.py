# expected: died: broke the connection
# class: 20
"""Sends the right answer in a layout that only the grader may send, and that takes three times its size to lay out."""
import os

from target import connection, returned, vector


def double(x):
    array = vector(*2 * x)
    for call in range(8):
        os.write(connection(), returned(call, array[:2] + b"\2" + array[3:]))
    os._exit(0)
