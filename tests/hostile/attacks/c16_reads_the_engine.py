# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reads the grader's own source, to learn how it compares."""
from places import ENGINE


def double(x):
    with open(ENGINE + "/grading/judging.py") as file:
        file.read()
    return 2 * x
