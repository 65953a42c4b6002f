# expected: timed_out, skipped
# class: 24
"""Takes back the wish to die with its parent, blocks every signal and goes on."""
import signal

from target import LIBC


def double(x):
    LIBC.prctl(1, 0, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
