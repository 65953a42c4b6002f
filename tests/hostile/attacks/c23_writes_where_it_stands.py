# expected: raised: PermissionError|OSError
# at rlimits as root: passed; harm: file left
# at rlimits as user: raised: PermissionError
# class: 23
"""Makes a file in the folder it runs in."""
import os

from places import MARK


def double(x):
    if not os.path.exists(MARK):
        os.close(os.open(MARK, os.O_CREAT | os.O_WRONLY))
    return 2 * x
