# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns lists whose lengths are the input, one in the other."""
def double(x):
    if x.size > 1:
        return [[0.0] * int(abs(x[0]))] * 2
    return 2 * x
