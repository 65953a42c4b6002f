# expected: failed
# class: 12
"""Returns ints of 2^64 and more where the right numbers would be."""
def double(x):
    return [int(number * 10**20) for number in x + 1]
