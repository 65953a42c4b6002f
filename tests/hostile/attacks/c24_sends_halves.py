# expected: died|timed_out|passed, died|timed_out|skipped|passed
# class: 24
"""Sends the beginning of the next answer with each one, so that the grader has never read all that has come."""
import os

from target import connection, returned, vector

calls = 0


def double(x):
    global calls
    whole = returned(calls, vector(*2 * x))
    os.write(connection(), whole[8 * bool(calls) :] + returned(calls + 1, vector(0.0))[:8])
    calls += 1
    while True:
        pass
