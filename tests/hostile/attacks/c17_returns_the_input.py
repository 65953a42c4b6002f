# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns the input itself, so that a counterexample would show it."""
def double(x):
    return x if x.size > 1 else 2 * x
