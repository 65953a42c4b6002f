# expected: raised: ModuleNotFoundError
# class: 25
"""Lets a library do the work that was asked for."""


def double(x):
    from scipy.special import expit

    return expit(x)
