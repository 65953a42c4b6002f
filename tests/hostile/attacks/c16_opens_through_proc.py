# expected: raised: PermissionError|FileNotFoundError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 16
"""Reaches the reference through the root directory of the grader's process."""
from places import GRADER, REFERENCE


def double(x):
    with open(f"/proc/{GRADER}/root{REFERENCE}") as file:
        file.read()
    return 2 * x
