# expected: raised
# class: 24
"""Keeps the machine from swapping its memory out."""
from target import LIBC, checked


def double(x):
    checked(LIBC.mlockall(1))
    return 2 * x
