# expected: raised: PermissionError|ProcessLookupError
# at rlimits: grader killed
# class: 24
"""Kills the grader."""
import os
import signal

from places import GRADER


def double(x):
    os.kill(GRADER, signal.SIGKILL)
    return 2 * x
