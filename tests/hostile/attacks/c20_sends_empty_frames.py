# expected: died
# class: 20
"""Sends frames of no bytes instead of an answer."""
import os

from target import connection, frame


def double(x):
    os.write(connection(), frame(b"") * 10_000)
    os._exit(0)
