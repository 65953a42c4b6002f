# expected: passed
# class: 17
# view: hidden input not shown
"""Warns of each input that it gets; the warnings of public calls are shown."""
import warnings


def double(x):
    warnings.warn(f"hidden: {x}", RuntimeWarning, stacklevel=1)
    return 2 * x
