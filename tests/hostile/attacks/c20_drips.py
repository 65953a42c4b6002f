# expected: timed_out, skipped
# class: 20
"""Sends a reply one byte at a time, so that every read gets something."""
import os
import time

from target import connection


def double(x):
    os.write(connection(), b"\0\0\1\0")
    while True:
        os.write(connection(), b"l")
        time.sleep(0.01)
