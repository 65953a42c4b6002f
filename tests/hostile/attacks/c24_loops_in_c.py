# expected: timed_out, skipped
# class: 24
"""Loops where no Python handler runs."""


def double(x):
    return sum(range(10**12))
