# expected: died: signal 6
# class: 5
"""Aborts."""
import os


def double(x):
    os.abort()
