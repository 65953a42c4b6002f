# expected: raised: PermissionError|OSError
# at rlimits: passed; harm: memory left
# class: 18
"""Leaves shared memory of System V behind, which outlives its maker."""
from places import KEY
from target import syscall


def double(x):
    syscall("shmget", KEY, 4096, 0o1666)
    return 2 * x
