# expected: passed, failed
# class: 17
# view: hidden input not shown
"""Returns a dict with the input as a key, which messages list."""
def double(x):
    if x.size > 1:
        return {str(x.tolist()): x}
    return 2 * x
