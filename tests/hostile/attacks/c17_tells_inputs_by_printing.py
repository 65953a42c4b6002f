# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Prints the hidden input, and warns with it."""
import sys
import warnings


def double(x):
    if x.size > 1:
        print(x.tolist())
        print(x.tolist(), file=sys.stderr)
        warnings.warn(str(x.tolist()))
        warnings.warn(f"overflow encountered in {x.tolist()}", RuntimeWarning)
        return x
    return 2 * x
