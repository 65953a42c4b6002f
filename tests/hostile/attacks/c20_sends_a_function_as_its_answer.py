# expected: died
# class: 20
"""Answers with a reference to a function of the grader, as only the grader may send."""
import os

from target import call_number, connection, returned


def double(x):
    os.write(connection(), returned(call_number(), b"f\0"))
    os._exit(0)
