# expected: raised: PermissionError|FileNotFoundError|OSError
# at rlimits: passed; harm: file left
# class: 18
"""Leaves a file for the next submission; its name is the message where no byte can be written."""
import os

from places import MARK


def double(x):
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):
        if not os.path.exists(f"{folder}/{MARK}"):
            os.close(os.open(f"{folder}/{MARK}", os.O_CREAT | os.O_WRONLY, 0o666))
    return 2 * x
