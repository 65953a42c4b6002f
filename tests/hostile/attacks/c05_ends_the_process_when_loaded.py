# expected: died: exit code 0
# class: 5
"""Ends the process with the code of success before any call."""
import os


def double(x):
    return 2 * x


os._exit(0)
