# expected: died: broke the connection
# class: 20
"""Sends text that is not UTF-8, as half of a pair."""
import os

from target import connection, returned


def double(x):
    os.write(connection(), returned(1, b"s\3\0\0\0\xed\xa0\x80"))
    os._exit(0)
