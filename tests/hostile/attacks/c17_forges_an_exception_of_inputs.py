# expected: passed, raised|died
# class: 17
# view: hidden input not shown
"""Sends a reply that reports an exception whose type, text and place name the input."""
import os

from target import call_number, connection, frame, number, several, text


def double(x):
    if x.size > 1:
        hidden = text(f"hidden: {x}")
        items = ((text(name), hidden) for name in ("type", "text", "file"))
        error = b"m\4\0\0\0" + b"".join(part for item in items for part in item) + text("line") + number(int(abs(x[0])))
        os.write(connection(), frame(several(text("raised"), number(call_number()), error, b"N")))
    return 2 * x
