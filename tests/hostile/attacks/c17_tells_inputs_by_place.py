# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Raises from a line that does not exist, whose number is the hidden input."""


def double(x):
    if x.size > 1:
        code = compile("\n" * int(x[0]) + "raise ValueError", "double.py", "exec")
        exec(code)
    return 2 * x
