# expected: died|timed_out, died|timed_out|skipped
# class: 5
"""Sends itself the signal for too much processor time."""
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGXCPU)
    return 2 * x
