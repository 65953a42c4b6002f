# expected: failed: not a finite number
# class: 12
"""Returns NaN, of which every comparison for a difference is false."""


def double(x):
    return x * float("nan")
