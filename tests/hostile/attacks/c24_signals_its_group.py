# expected: died|raised
# class: 24
"""Kills its whole process group, in which there should be nobody else."""
import os
import signal


def double(x):
    os.killpg(0, signal.SIGKILL)
    return 2 * x
