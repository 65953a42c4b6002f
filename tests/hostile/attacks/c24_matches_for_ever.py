# expected: timed_out, skipped
# class: 24
"""Matches a pattern that needs exponential time."""
import re


def double(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")
