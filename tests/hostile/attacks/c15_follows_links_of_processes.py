# expected: raised: PermissionError|FileNotFoundError
# at rlimits as root: raised: PermissionError
# at rlimits as user: passed
# class: 15
"""Reads what the links of the grader's process point to: its program, its folder, its open files."""
import os

from places import GRADER


def double(x):
    for name in ("exe", "cwd", "root", "fd/0"):
        os.readlink(f"/proc/{GRADER}/{name}")
    return 2 * x
