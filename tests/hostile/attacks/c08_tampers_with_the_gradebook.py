# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed; harm: result changed
# class: 8
"""Opens whatever lies beside the report as a database and makes a table in it."""
import os

from places import WORK


def double(x):
    for name in os.listdir(WORK):
        if name.startswith("result"):
            os.truncate(os.path.join(WORK, name), 3)
    return 2 * x
