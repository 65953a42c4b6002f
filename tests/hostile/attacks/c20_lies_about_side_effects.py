# expected: passed|died, died
# class: 20
"""Sends a right answer whose side effects are nonsense: worth no more than the answer."""
import os
import struct

from target import connection, frame, number, several, text, vector

calls = 0


def double(x):
    global calls
    calls += 1
    odd = b"m\2\0\0\0" + text("output") + b"l\0\0\0\0" + text("modified") + b"s\0\0\0\0"
    os.write(connection(), frame(several(text("returned"), number(calls), vector(*2 * x), odd)))
    os._exit(0)
