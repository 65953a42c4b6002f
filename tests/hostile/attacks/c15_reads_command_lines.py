# expected: raised: PermissionError|FileNotFoundError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 15
"""Reads with what arguments and environment the grader was started."""
from places import GRADER


def double(x):
    for name in ("cmdline", "environ"):
        with open(f"/proc/{GRADER}/{name}") as file:
            file.read()
    return 2 * x
