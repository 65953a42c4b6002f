# expected: raised: PermissionError
# at rlimits: died: broke the connection
# class: 2
"""Replaces the worker by another program, which has the connection as its output."""
import os

from target import connection


def double(x):
    os.dup2(connection(), 1)
    os.execv("/bin/echo", ["echo", "returned 2"])
