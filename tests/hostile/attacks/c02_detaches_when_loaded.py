# expected: passed
# class: 2
"""Moves to another session and group, so that a signal to its own would miss it."""
import os

for leave in (os.setsid, lambda: os.setpgid(0, 0)):
    try:
        leave()
    except OSError:
        pass


def double(x):
    return 2 * x
