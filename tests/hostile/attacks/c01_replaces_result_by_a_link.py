# expected: raised: PermissionError
# at rlimits: passed; harm: result changed
# class: 1
"""Puts a link in the report's place."""
import os

from places import RESULT


def double(x):
    if not os.path.islink(RESULT):
        os.unlink(RESULT)
        os.symlink("/dev/null", RESULT)
    return 2 * x
