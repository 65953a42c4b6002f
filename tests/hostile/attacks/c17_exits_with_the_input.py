# expected: passed, raised|died
# class: 17
# view: hidden input not shown
"""Exits with the input as the exit code, as a text and as a number."""
import sys


def double(x):
    if x[0] > 1:
        sys.exit(int(x[0]))
    if x.size > 1:
        sys.exit(f"hidden: {x}")
    return 2 * x
