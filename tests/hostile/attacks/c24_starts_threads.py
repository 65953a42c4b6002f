# expected: raised: RuntimeError
# at rlimits as root: passed
# class: 24
"""Starts as many threads as it can."""
import threading
import time


threading.stack_size(1 << 16)


def double(x):
    for _ in range(50):
        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
    return 2 * x
