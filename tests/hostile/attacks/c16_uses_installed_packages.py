# expected: raised: ModuleNotFoundError|ImportError|PermissionError
# at rlimits: passed
# class: 16
"""Puts the installed packages on the path, and with them the grader's dependencies."""
import sys

from places import PACKAGES

sys.path.append(PACKAGES)


def double(x):
    import hypothesis

    return 2 * x if hypothesis.__version__ else x
