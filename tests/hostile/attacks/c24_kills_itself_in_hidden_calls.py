# expected: passed, died
# class: 24
"""Kills itself where the inputs are hidden, as if somebody else had run out of memory."""
import os
import signal


def double(x):
    if x.size > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * x
