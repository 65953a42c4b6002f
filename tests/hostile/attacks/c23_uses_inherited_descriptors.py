# expected: raised: LookupError
# class: 23
"""Looks for open descriptors other than its connection: files, the control socket, another worker's."""
import os
import stat


def double(x):
    found = 0
    for descriptor in range(3, 4096):
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue
        found += 1
        if not stat.S_ISSOCK(mode):
            return 2 * x
    if found != 1:
        return 2 * x
    raise LookupError("nothing")
