# expected: raised: PermissionError|BlockingIOError
# at rlimits as root: passed
# at rlimits as user: raised: BlockingIOError
# class: 24
"""Forks as often as it can; twenty are enough to see it."""
import os
import time


def double(x):
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            time.sleep(3)
            os._exit(0)
    return 2 * x
