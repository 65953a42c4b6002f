# expected: died|timed_out, died|timed_out|skipped
# class: 20
# short
"""Asks about arrays of fifteen megabytes, again and again."""
import os

from target import call_number, connection, frame, number, several, text, vector


def double(x):
    giant = several(vector(*[0.0] * 1_900_000))
    question = frame(several(text("ask"), number(call_number()), number(0), giant, b"m\0\0\0\0"))
    while True:
        data = question
        while data:
            data = data[os.write(connection(), data) :]
