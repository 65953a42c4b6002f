# expected: raised: LookupError
# at rlimits: passed
# class: 16
"""Lists the folders on the way to the course."""
import os

from places import REFERENCE


def double(x):
    folder = os.path.dirname(REFERENCE)
    while folder != "/":
        try:
            if os.listdir(folder):
                return 2 * x
        except OSError:
            pass
        folder = os.path.dirname(folder)
    raise LookupError("nothing")
