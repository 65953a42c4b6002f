# expected: passed, failed|died
# class: 17
# view: hidden input not shown
"""Sends testimony of its own with each answer: printed text, warnings and changed arguments that name the input."""
import os
import struct

from target import call_number, connection, frame, number, several, text, vector


def listed(*items):
    return b"l" + struct.pack("<I", len(items)) + b"".join(items)


def double(x):
    hidden = text(f"hidden: {x}")
    parts = [text("modified"), listed(hidden), text("shared"), listed(hidden)]
    parts += [text("warnings"), listed(hidden), text("output"), hidden]
    testimony = b"m" + struct.pack("<I", 4) + b"".join(parts)
    if x.size > 1:
        os.write(connection(), frame(several(text("returned"), number(call_number()), vector(*x), testimony)))
    return 2 * x
