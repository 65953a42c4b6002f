# expected: raised: PermissionError|ProcessLookupError
# at rlimits: died|passed|grader_fault; harm: fork server died
# class: 24
"""Kills the process that forked it."""
import os
import signal


def double(x):
    os.kill(os.getppid(), signal.SIGKILL)
    return 2 * x
