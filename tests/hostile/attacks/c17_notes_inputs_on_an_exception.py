# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Raises an exception with notes, a cause and a group around it, all of which hold the input."""
def double(x):
    if x.size > 1:
        error = ValueError(str(x))
        error.add_note(f"hidden: {x}")
        raise ExceptionGroup(f"hidden: {x}", [error]) from error
    return 2 * x
