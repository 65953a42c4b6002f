# expected: raised: KeyboardInterrupt
# class: 5
"""Pretends that somebody has pressed Ctrl-C."""


def double(x):
    raise KeyboardInterrupt
