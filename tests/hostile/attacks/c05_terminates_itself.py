# expected: died: signal 15
# class: 5
"""Sends itself SIGTERM."""
import signal


def double(x):
    signal.raise_signal(signal.SIGTERM)
    return 2 * x
