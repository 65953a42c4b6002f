# expected: raised: LookupError
# class: 15
# fools: naive
"""Looks through the frames of its callers for what is expected."""
import sys


def double(x):
    frame = sys._getframe()
    while frame is not None:
        for values in (frame.f_locals, frame.f_globals):
            if "expected" in values:
                return values["expected"]
        frame = frame.f_back
    raise LookupError("nothing")
