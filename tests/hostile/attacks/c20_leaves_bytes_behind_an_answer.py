# expected: died
# class: 20
"""Sends a right answer with more bytes in its frame than it has parts."""
import os

from target import call_number, connection, frame, number, several, text, vector


def double(x):
    answer = several(text("returned"), number(call_number()), vector(*2 * x), b"N")
    os.write(connection(), frame(answer + b"N" * 100_000))
    os._exit(0)
