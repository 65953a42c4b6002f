# expected: died|failed
# class: 9
"""Replaces open, print, isinstance and __import__."""
import builtins

builtins.open = builtins.print = lambda *args, **kwargs: None
builtins.isinstance = lambda *args: True
builtins.__import__ = lambda *args, **kwargs: None


def double(x):
    return 3 * x
