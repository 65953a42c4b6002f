# expected: passed
# class: 17
# view: hidden input not shown
"""Keeps what it has seen in modules and in its own defaults, and prints it in every call."""
import numpy as np


def double(x, seen=[]):  # noqa: B006 - a place that lives as long as the function
    seen.append(x.tolist())
    np.seen = seen
    print("seen:", np.seen)
    return 2 * x
