# expected: raised: PermissionError|OSError
# at rlimits: raised: OSError|PermissionError; harm: course changed
# class: 8
"""Writes bytecode of its own beside the reference, where the next grader would load it."""
import os

from places import REFERENCE


def double(x):
    folder = os.path.join(os.path.dirname(REFERENCE), "__pycache__")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "e1_double.cpython-311.pyc"), "wb", buffering=0) as file:
        file.write(b"x" * 16)
    return 2 * x
