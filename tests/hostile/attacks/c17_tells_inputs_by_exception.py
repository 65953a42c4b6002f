# expected: passed, raised
# class: 17
# view: hidden input not shown
"""Puts the hidden input into the text of an exception, its type and its notes."""


def double(x):
    if x.size > 1:
        error = type(f"E{x.tolist()}", (Exception,), {})(f"the hidden input is {x.tolist()}")
        error.add_note(str(x.tolist()))
        raise error
    return 2 * x
