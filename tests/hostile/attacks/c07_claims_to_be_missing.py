# expected: not_attempted|died
# class: 7
"""Says on the wire that the function is missing, in the hope that such checks are left out of the total."""
import os

from target import connection, frame, number, several, text

calls = 0


def double(x):
    global calls
    calls += 1
    os.write(connection(), frame(several(text("missing"), number(calls))))
    os._exit(0)
