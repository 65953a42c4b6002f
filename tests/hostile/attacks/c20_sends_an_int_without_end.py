# expected: died
# class: 20
"""Answers with an int of a million bytes, if its length may be told in one byte or not."""
import os

from target import call_number, connection, returned


def double(x):
    os.write(connection(), returned(call_number(), b"i\xff" + b"\x7f" * 1_000_000))
    os._exit(0)
