# expected: timed_out, skipped
# class: 5
"""Stops its own process, which neither ends nor answers."""
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 2 * x
