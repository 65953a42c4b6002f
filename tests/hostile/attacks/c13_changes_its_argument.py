# expected: failed
# class: 13
# fools: naive
"""Changes its argument so that the grader's own computation sees other numbers."""


def double(x):
    x[...] = 0
    return x
