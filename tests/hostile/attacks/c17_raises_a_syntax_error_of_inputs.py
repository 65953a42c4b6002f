# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Raises a SyntaxError whose file, line and text are the input."""
def double(x):
    if x.size > 1:
        raise SyntaxError(f"hidden: {x}", (f"{x[0]}.py", int(x[0]), 1, str(x)))
    return 2 * x
