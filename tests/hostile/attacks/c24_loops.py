# expected: timed_out, skipped
# class: 24
"""Loops without end."""


def double(x):
    while True:
        pass
