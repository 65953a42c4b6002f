# expected: failed
# class: 13
"""Keeps every answer and sets it right once the right one is known."""
kept = []


def double(x):
    for old in kept:
        old *= 2
    y = x.copy()
    kept.append(y)
    return y
