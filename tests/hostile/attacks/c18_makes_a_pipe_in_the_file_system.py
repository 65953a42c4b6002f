# expected: raised: PermissionError|FileNotFoundError|OSError
# at rlimits: passed; harm: file left
# class: 18
"""Leaves a named pipe, on which whoever opens it hangs."""
import os

from places import MARK


def double(x):
    if not os.path.exists(f"/tmp/{MARK}"):
        os.mkfifo(f"/tmp/{MARK}")
    return 2 * x
