# expected: raised: PermissionError
# at rlimits: passed; harm: file left
# class: 1
"""Makes a second name for the report, to write to it later."""
import os

from places import MARK, RESULT


def double(x):
    if not os.path.exists("/tmp/" + MARK):
        os.link(RESULT, "/tmp/" + MARK)
    return 2 * x
