# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Looks the input up in a dict, so that Python's own KeyError names it."""
def double(x):
    if x.size > 1:
        return {}[float(x[0])]
    return 2 * x
