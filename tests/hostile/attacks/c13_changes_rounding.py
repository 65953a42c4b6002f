# expected: passed
# class: 13
"""Makes the processor round up, and flush small numbers."""
import ctypes

ctypes.CDLL(None).fesetround(0x800)


def double(x):
    return x / 3 * 6
