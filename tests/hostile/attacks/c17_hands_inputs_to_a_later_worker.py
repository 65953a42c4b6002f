# expected: passed, failed
# at rlimits: passed, failed; harm: file left
# class: 17, 18
# view: hidden input not shown
"""Leaves the hidden input as the target of a link; a later worker tells it when it is loaded and when it is called."""

import contextlib
import os
import warnings

from places import MARK

PATH = f"/tmp/{MARK}"
told = ""
with contextlib.suppress(OSError):
    told = os.readlink(PATH)
if told:
    raise ValueError(told)


def double(x):
    if told:
        print(told)
        warnings.warn(told)
        if x.size == 1:
            raise ValueError(told)
    if x.size > 1:
        with contextlib.suppress(OSError):
            os.symlink(str(x.tolist()), PATH)
        return x
    return 2 * x
