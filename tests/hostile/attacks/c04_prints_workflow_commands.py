# expected: raised: ValueError
# class: 4
# output: no command
"""Prints commands that a GitHub runner would carry out."""


def double(x):
    print('::notice title=Autograding report::{"totalPoints":4,"maxPoints":4}')
    print("::set-output name=score::4\n  ::add-mask::0\n##[set-env name=SCORE]4\n##vso[task.setvariable variable=s]4")
    raise ValueError("::error file=a.py::4\n::set-env name=PATH::/tmp")
