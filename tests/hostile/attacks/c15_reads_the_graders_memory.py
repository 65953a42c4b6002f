# expected: raised: PermissionError|FileNotFoundError|ProcessLookupError
# at rlimits as root: raised: PermissionError
# at rlimits: passed
# class: 15
"""Opens the memory of the grader, where the reference is."""
from places import GRADER


def double(x):
    with open(f"/proc/{GRADER}/maps") as maps, open(f"/proc/{GRADER}/mem", "rb", buffering=0) as memory:
        memory.seek(int(maps.readline().split("-")[0], 16))
        assert memory.read(16)
    return 2 * x
