# expected: passed
# at rlimits as root: passed
# class: 2
"""Tries to leave a daemon behind from the top level, where errors cost nothing; the answer is right."""
import os
import time

if os.fork() == 0:
    os.setsid()
    time.sleep(3)
    os._exit(0)


def double(x):
    return 2 * x
