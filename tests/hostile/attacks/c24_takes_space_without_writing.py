# expected: raised: PermissionError|OSError|FileNotFoundError
# at rlimits: raised: OSError; harm: file left
# class: 24
"""Makes a file of a terabyte without writing to it."""
import os

from places import MARK


def double(x):
    descriptor = os.open(f"/tmp/{MARK}", os.O_CREAT | os.O_RDWR, 0o600)
    os.ftruncate(descriptor, 1 << 40)
    return 2 * x
