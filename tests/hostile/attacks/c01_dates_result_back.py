# expected: raised: PermissionError
# at rlimits: passed; harm: result changed
# class: 1
"""Changes the time at which the report was written."""
import os

from places import RESULT


def double(x):
    os.utime(RESULT, (0, 0))
    return 2 * x
