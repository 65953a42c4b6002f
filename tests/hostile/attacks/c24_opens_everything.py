# expected: raised: OSError
# class: 24
"""Opens one file again and again until no descriptor is left."""
import os


def double(x):
    kept = []
    while True:
        kept.append(os.dup(0))
