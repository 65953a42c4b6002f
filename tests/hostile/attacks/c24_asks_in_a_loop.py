# expected: timed_out|died, timed_out|died|skipped
# class: 24
"""Asks the grader questions without end, none of which it has to answer."""
import os

from target import connection, frame, number, several, text, vector


def double(x):
    question = frame(several(text("ask"), number(1), number(0), several(vector(1.0)), b"m\0\0\0\0"))
    while True:
        os.write(connection(), question)
