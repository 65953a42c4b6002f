# expected: passed, failed
# class: 25
"""Behaves well in the first call only, while it might be watched."""
calls = 0


def double(x):
    global calls
    calls += 1
    return 2 * x if calls == 1 else x
