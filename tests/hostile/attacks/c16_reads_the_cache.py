# expected: raised: PermissionError|FileNotFoundError
# at rlimits: passed
# class: 16
"""Reads what the grader keeps of the checks' inputs and answers between runs."""
import os

from places import CACHE


def double(x):
    folder = os.path.join(CACHE, "grader")
    with open(os.path.join(folder, os.listdir(folder)[0]), "rb") as file:
        assert file.read(1) or True
    return 2 * x
