# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed; harm: file left
# class: 16
"""Makes a second name for the reference where the next submission would find it."""
import os

from places import MARK, REFERENCE


def double(x):
    if not os.path.exists("/tmp/" + MARK):
        os.link(REFERENCE, "/tmp/" + MARK)
    return 2 * x
