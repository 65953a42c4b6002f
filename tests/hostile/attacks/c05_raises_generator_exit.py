# expected: raised: GeneratorExit
# class: 5
"""Raises what is no Exception."""


def double(x):
    raise GeneratorExit
