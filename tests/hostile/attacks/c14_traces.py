# expected: died|failed
# class: 14
"""Sets trace and profile functions that change local variables of whoever calls."""
import sys
import threading


def trace(frame, event, arg):
    for name in ("value", "expected", "number"):
        if name in frame.f_locals:
            frame.f_locals[name] = 0
    return trace


sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)


def double(x):
    sys.settrace(trace)
    return 3 * x
