# expected: failed|died
# class: 24
"""Tells without end which statement it runs, so the grader would read for ever and never wait."""
import os

from target import connection, frame, number, several, text

told = 1_000 * frame(several(text("running"), text("double.py"), number(9), number(0)))
while True:
    try:
        while True:
            os.write(connection(), told)
    except BaseException:
        pass


def double(x):
    return 3 * x
