# expected: died
# class: 20
"""Closes the connection and goes on."""
import os
import time

from target import connection


def double(x):
    os.close(connection())
    time.sleep(0.1)
