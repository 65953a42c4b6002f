# expected: failed: returned
# class: 12
# fools: naive
"""Returns an object that equals everything."""


class Yes:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __le__ = __ge__ = __eq__
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __array_priority__ = 1e9

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __bool__(self):
        return True


def double(x):
    return Yes()
