# expected: passed, timed_out
# class: 6
"""Does the public check and hangs in the hidden one, hoping that no verdict is a good verdict."""
import time


def double(x):
    if x.size > 1:
        time.sleep(3600)
    return 2 * x
