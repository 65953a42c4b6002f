# expected: raised: RuntimeError
# at rlimits as root: passed
# class: 2
"""Starts a thread that goes on after the call, to change what was returned."""
import threading
import time

kept = []


def spoil():
    time.sleep(0.05)
    for array in kept:
        array[...] = 0


def double(x):
    threading.Thread(target=spoil, daemon=True).start()
    y = 2 * x
    kept.append(y)
    return y
