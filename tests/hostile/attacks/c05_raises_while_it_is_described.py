# expected: died: exit code 0
# class: 5
"""Raises an exception that exits when it is turned into text."""
import os


class Mean(Exception):
    def __str__(self):
        os._exit(0)

    __repr__ = __str__


def double(x):
    raise Mean
