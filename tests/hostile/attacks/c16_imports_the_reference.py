# expected: raised: ModuleNotFoundError|ImportError|PermissionError
# at rlimits: passed
# class: 16
"""Puts the reference's folder on the path and imports it."""
import os
import sys

from places import REFERENCE

sys.path.append(os.path.dirname(REFERENCE))


def double(x):
    import importlib

    importlib.invalidate_caches()
    return importlib.import_module("e1_double").double(x)
