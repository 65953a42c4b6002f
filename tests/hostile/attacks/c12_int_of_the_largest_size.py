# expected: failed
# class: 12
"""Returns an int of as many bytes as may be sent, which no float can hold."""
def double(x):
    return -(1 << 504)
