# expected: failed
# class: 22
"""Prints a hundred thousand lines, and warns as often."""
import warnings


def double(x):
    for i in range(100_000):
        print(i)
        if i < 1000:
            warnings.warn(f"warning {i}")
    return x
