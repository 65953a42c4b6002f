# expected: passed, passed|died
# class: 24
"""Answers each hidden call rightly and kills itself: a second worker may finish, which gains nothing but right answers."""
import os
import signal

from target import call_number, connection, returned, vector


def double(x):
    if x.size > 1:
        os.write(connection(), returned(call_number(), vector(*2 * x)))
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * x
