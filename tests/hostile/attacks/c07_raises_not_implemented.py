# expected: not_attempted
# class: 7
"""Claims not to be written yet for hidden inputs; that earns nothing either."""


def double(x):
    raise NotImplementedError
