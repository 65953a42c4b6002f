# expected: timed_out, timed_out|skipped
# class: 24
# short
"""Answers every call just before its limit, so that only the limit of the exercise can end it."""
import time


def double(x):
    time.sleep(60)
    return 2 * x
