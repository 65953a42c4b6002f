# expected: raised: PermissionError
# at rlimits: passed; harm: result changed
# class: 1
"""Takes the permission to write from the report."""
import os

from places import RESULT


def double(x):
    os.chmod(RESULT, 0o400)
    return 2 * x
