# expected: failed
# class: 3
"""Writes a result to the standard descriptors, past sys.stdout."""
import os


def double(x):
    for descriptor in (0, 1, 2):
        os.write(descriptor, b'{"score": 4}\n')
    return x
