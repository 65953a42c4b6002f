# expected: timed_out
# class: 24
"""Loops without end."""


def double(x):
    while True:
        pass
