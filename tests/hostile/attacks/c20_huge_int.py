# expected: failed
# class: 20
"""Returns a number of a million digits."""


def double(x):
    return [1 << 4_000_000]
