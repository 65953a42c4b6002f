# expected: died|timed_out, died|timed_out|skipped
# class: 20
"""Sends without end."""
import os

from target import connection


def double(x):
    while True:
        os.write(connection(), b"\xff" * 65536)
