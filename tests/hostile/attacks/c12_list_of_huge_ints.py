# expected: failed
# class: 12
"""Returns ints of 2^64 and more where the right numbers would be."""
def double(x):
    return [1 << 64] * x.size
