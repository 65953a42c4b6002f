# expected: died: broke the connection
# class: 20
"""Answers with an expression whose constants are expressions: written out, a few thousand bytes become a terabyte."""
import os
import struct

from target import connection, frame, number, several, text


def expression(depth):
    inner = expression(depth - 1) if depth else number(1)
    constants = b"m" + struct.pack("<I", 1) + text("a") + inner
    return b"e" + text("a " * 1_000) + several(constants, b"N")


def double(x):
    for call in range(8):
        os.write(connection(), frame(several(text("returned"), number(call), expression(3), b"m\0\0\0\0")))
    os._exit(0)
