# expected: raised: RecursionError
# class: 5
"""Calls itself without end."""


def double(x):
    return double(x)
