# expected: passed|timed_out, passed|timed_out|skipped
# short
# class: 24
"""Loops at the top level and catches the alarm that would stop it."""


def double(x):
    return 2 * x


while True:
    try:
        while True:
            pass
    except BaseException:
        continue
