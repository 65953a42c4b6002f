# expected: died: signal 9
# class: 5
"""Sends itself SIGKILL."""
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
    return 2 * x
