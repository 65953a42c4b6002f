# expected: timed_out, skipped
# class: 24
"""Loops without end and catches whatever would stop it."""


def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
