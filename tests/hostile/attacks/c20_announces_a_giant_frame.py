# expected: died: broke the connection
# class: 20
"""Announces a frame of four gigabytes."""
import os

from target import connection


def double(x):
    os.write(connection(), b"\xff\xff\xff\xff")
    os.write(connection(), b"x" * 1000)
