# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns an object whose class is named after the hidden input."""


def double(x):
    if x.size > 1:
        return {str(x.tolist()): type(f"C{x[0]}", (), {})()}
    return 2 * x
