# expected: raised: OSError
# at rlimits: passed
# class: 16
"""Loads a shared library of the system, which has all that was kept from Python."""
import ctypes
import ctypes.util
import glob


def double(x):
    for pattern in ("/lib/*/libz.so*", "/usr/lib/*/libresolv.so*", "/lib/*/libresolv.so*", "/lib*/libresolv.so*"):
        for path in glob.glob(pattern):
            ctypes.CDLL(path)
            return 2 * x
    raise OSError("nothing found")
