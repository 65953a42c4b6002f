# expected: raised: FileNotFoundError|PermissionError|AssertionError
# at landlock: passed
# at rlimits: passed
# class: 15
"""Asks whether the grader's process is there: Landlock does not hide that, a namespace does."""
import os

from places import GRADER


def double(x):
    assert os.stat(f"/proc/{GRADER}").st_uid >= 0
    return 2 * x
