# expected: died: broke the connection
# class: 20
"""Answers with an expression, which only the grader sends: evaluated or written out somewhere, it would be code."""
import os
import struct

from target import connection, frame, number, several, text

TEXT = "x, np.ctypeslib.os.system('echo > /tmp/shell-was-here')"


def double(x):
    expression = b"e" + text(TEXT) + b"t" + struct.pack("<I", 2) + b"m\0\0\0\0" + b"N"
    for call in range(8):
        os.write(connection(), frame(several(text("returned"), number(call), expression, b"m\0\0\0\0")))
    os._exit(0)
