# expected: raised: PermissionError|ProcessLookupError
# class: 24
# skip at rlimits: the fork server would stand still until its time is up, half a minute
"""Stops the process that forked it, which then neither forks nor reaps."""
import os
import signal


def double(x):
    os.kill(os.getppid(), signal.SIGSTOP)
    return 2 * x
