# expected: failed
# short
# class: 22
# output: no escapes
"""Prints a gigabyte, in few large pieces."""


def double(x):
    text = "\x1b[31m" * 10_000_000
    for _ in range(20):
        print(text)
    return x
