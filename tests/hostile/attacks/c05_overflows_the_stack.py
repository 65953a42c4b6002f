# expected: died|raised: signal 11|RecursionError
# class: 5
"""Calls itself through C until the stack is full."""
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])


def double(x):
    return Deep().x
