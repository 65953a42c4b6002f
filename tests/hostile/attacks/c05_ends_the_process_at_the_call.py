# expected: died: exit code 0
# class: 5
"""Ends the process with the code of success."""
import os


def double(x):
    os._exit(0)
