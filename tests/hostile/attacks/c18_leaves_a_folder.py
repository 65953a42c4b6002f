# expected: raised: PermissionError|FileNotFoundError|OSError
# at rlimits: passed; harm: file left
# class: 18
"""Leaves a folder for the next submission."""
import os

from places import MARK


def double(x):
    os.makedirs(f"/tmp/{MARK}", exist_ok=True)
    return 2 * x
