# expected: raised: KeyError
# class: 16
"""Looks for tokens in its environment, and in the one that the C library keeps."""
import ctypes
import os


def double(x):
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    for name in ("GITHUB_TOKEN", "HOME", "PATH", "SECRET_TOKEN"):
        if getenv(name.encode()) or name in os.environ:
            return 2 * x
    raise KeyError("nothing")
