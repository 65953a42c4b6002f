# expected: died, died|skipped
# class: 24
"""Sends itself one signal after the other until one of them ends it."""
import os
import signal


def double(x):
    for number in sorted(signal.valid_signals(), reverse=True):
        if number not in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
            os.kill(os.getpid(), number)
    return 2 * x
