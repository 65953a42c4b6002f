# expected: passed
# class: 24
"""Imports a file of its own that never ends."""
try:
    import slow
except BaseException:
    pass


def double(x):
    return 2 * x
