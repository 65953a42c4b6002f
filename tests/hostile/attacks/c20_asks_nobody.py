# expected: died: broke the connection
# class: 20
"""Calls functions of the grader's that it was never given."""
import os

from target import connection, frame, number, several, text


def double(x):
    for index in (0, -1, 255):
        question = several(text("ask"), number(1), number(index), b"t\0\0\0\0", b"m\0\0\0\0")
        os.write(connection(), frame(question))
    os._exit(0)
