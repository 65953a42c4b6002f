# expected: failed
# class: 12
"""Returns a list of numbers that say they equal anything."""


class Number(float):
    def __eq__(self, other):
        return True

    __sub__ = __rsub__ = lambda self, other: 0.0
    __hash__ = float.__hash__


def double(x):
    return [Number(0.0) for _ in x]
