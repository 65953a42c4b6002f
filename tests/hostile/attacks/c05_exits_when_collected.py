# expected: died: exit code 0
# class: 5
"""Ends the process while the answer is being sent."""
import os


class Last(list):
    def __iter__(self):
        os._exit(0)


def double(x):
    return Last(2 * x)
