# expected: raised: PermissionError|BlockingIOError
# at rlimits as root: passed
# at rlimits as user: raised: BlockingIOError
# class: 2
"""Leaves a daemon behind that empties the report once the worker is gone."""
import os
import time

from places import RESULT


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.1)
            os.truncate(RESULT, 0)
            time.sleep(3)
        os._exit(0)
    return 2 * x
