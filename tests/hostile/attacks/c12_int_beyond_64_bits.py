# expected: failed
# class: 12, 20
"""Returns an int that NumPy can only hold as an object, with which it does not compute."""


def double(x):
    return 1 << 64
