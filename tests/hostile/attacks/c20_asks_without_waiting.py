# expected: died|timed_out, died|timed_out|skipped
# class: 20
# short
"""Asks a hundred questions at once before it reads an answer."""
import os

from target import call_number, connection, frame, number, several, text, vector


def double(x):
    question = frame(several(text("ask"), number(call_number()), number(0), several(vector(1.0)), b"m\0\0\0\0"))
    data = question * 100
    while data:
        data = data[os.write(connection(), data) :]
    return 2 * x
