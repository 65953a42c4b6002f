# expected: raised: LookupError
# class: 15
# fools: naive
"""Looks through every object that the collector knows for the reference."""
import gc


def double(x):
    for thing in gc.get_objects():
        if callable(thing) and "twice_by_reference" in getattr(thing, "__qualname__", ""):
            return thing(x)
    raise LookupError("nothing")
