# expected: raised: PermissionError|OSError|FileNotFoundError
# at rlimits: raised: OSError; harm: file left
# class: 24
"""Writes until the disk is full."""
from places import MARK


def double(x):
    with open(f"/tmp/{MARK}", "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 65536)
