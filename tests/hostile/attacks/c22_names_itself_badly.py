# expected: raised
# class: 22
# output: no escapes
"""Raises an exception whose class has a name with markup and control characters in it."""

Odd = type("<b>\x1b[31m=cmd|' /C calc'!A0\n::error::\u202e", (Exception,), {"__str__": lambda self: "=1+1\n+2\t-3\r@x"})


def double(x):
    raise Odd
