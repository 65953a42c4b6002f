# expected: passed, raised: PermissionError
# at rlimits: passed
# class: 17, 18
"""Drops pages of a file that all workers can read from the page cache, for a later worker to find that reading is slow.

A page that is there or not is one bit of a hidden input.
"""

import mmap
import os

PAGEOUT = 21


def double(x):
    if x.size > 1:
        descriptor = os.open(os.__file__, os.O_RDONLY)
        try:
            with mmap.mmap(descriptor, 0, prot=mmap.PROT_READ) as pages:
                pages.madvise(PAGEOUT)
        finally:
            os.close(descriptor)
    return 2 * x
