# expected: raised: PermissionError|FileNotFoundError
# at rlimits: raised: OSError; harm: result changed
# class: 1
"""Writes full marks into the report; at the level of resource limits it may open the file, but write no byte."""
from places import RESULT


def double(x):
    with open(RESULT, "w") as file:
        file.write('{"score": 4}')
        file.flush()
    return 2 * x
