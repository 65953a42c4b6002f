# expected: failed
# class: 22
# output: no escapes
"""Writes text that lies about its length, and half characters."""
import sys


class Long(str):
    def __len__(self):
        return -(10**9)

    def __str__(self):
        return "\udc80\ud800" * 10_000


def double(x):
    try:
        sys.stdout.write(Long("x"))
    except ValueError:
        pass
    print("\udcff\ud83d" * 5000)
    return x
