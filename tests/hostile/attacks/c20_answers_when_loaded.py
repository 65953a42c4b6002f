# expected: passed|died, died
# class: 20
"""Sends a reply before it was even loaded."""
import os

from target import connection, frame, returned, several, text, vector

os.write(connection(), frame(several(text("loaded"), b"l\0\0\0\0", b"N")))
os.write(connection(), returned(1, vector(2.0)))


def double(x):
    return 3 * x
