# expected: died: broke the connection
# class: 20
"""Sends the right answer, and a function and an expression in the testimony beside it, where nobody looks."""
import os

from target import connection, frame, number, several, text, vector


def double(x):
    expression = b"e" + text("x") + several(b"m\0\0\0\0", b"N")
    odd = b"m\2\0\0\0" + text("output") + b"f\0" + text("modified") + expression
    for call in range(8):
        os.write(connection(), frame(several(text("returned"), number(call), vector(*2 * x), odd)))
    os._exit(0)
