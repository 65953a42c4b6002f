# expected: raised: EOFError
# class: 24
"""Waits for somebody to type something."""


def double(x):
    return float(input("How much? "))
