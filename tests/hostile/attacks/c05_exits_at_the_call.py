# expected: died: called exit()
# class: 5
"""Ends politely, as a script that is done."""
import sys


def double(x):
    sys.exit(0)
