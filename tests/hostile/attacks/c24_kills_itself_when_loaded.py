# expected: died
# class: 24
"""Kills itself while it is loaded, before it has been asked for anything."""
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)


def double(x):
    return 2 * x
