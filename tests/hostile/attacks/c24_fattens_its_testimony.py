# expected: passed|died|out_of_memory
# class: 24
"""Prints twelve megabytes, as it says, with each right answer: what the grader does not show, it must not keep."""
import os

from target import call_number, connection, frame, number, several, text, vector


def double(x):
    testimony = b"m\1\0\0\0" + text("output") + text("x" * 12_000_000)
    data = frame(several(text("returned"), number(call_number()), vector(*2 * x), testimony))
    while data:
        data = data[os.write(connection(), data) :]
    return 2 * x
