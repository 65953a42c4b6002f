# expected: passed
# short
# class: 24
"""Loops at the top level, which costs that statement only."""


def double(x):
    return 2 * x


while True:
    pass
